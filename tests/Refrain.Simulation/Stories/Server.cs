using Refrain.Engine.Tests.World;
using Refrain.Simulation.Faults;
using Refrain.Simulation.Time;

namespace Refrain.Simulation.Stories;

/// <summary>The processes of the engine, one after the other: who crashed is started again after a while.</summary>
public sealed class Server(Scene scene, Func<EnginePorts, Chance, EnginePorts> plant)
{
    private const int MostDeaths = 12;
    private readonly Chance chance = scene.Chance.For("server");
    private Life? life;
    private EngineProcess? engine;
    private int lives;
    private int deaths;

    /// <summary>Slots that are held or waited for in the process that lives now.</summary>
    public (int Held, int Waiting) Slots => engine is { } now ? (now.Slots.JobsHeld, now.Slots.StepsWaiting) : default;

    /// <summary>Begins a process that goes on with what it finds.</summary>
    public void Boot()
    {
        var mine = new Life(scene.Loop, $"p{++lives}");
        var fate = new FaultyCalls(scene.Loop, mine, scene.Life, chance.For(mine.Name), () => scene.Weather, () => scene.Lost, () => MayDie(mine));
        var ports = plant(scene.Ports(new SimulatedClock(scene.Loop, mine)), chance.For($"plant {lives}"));
        scene.Loop.Say($"{mine.Name} begins");
        (life, engine) = (mine, new EngineProcess(ports.Behind(fate)));
        var begun = engine;
        mine.Post(async _ => await BeginAsync(begun, mine), null);
    }

    /// <summary>What a client asks goes to the process that listens now.</summary>
    public Task<T> AskAsync<T>(Func<EngineProcess, Task<T>> ask) =>
        life is { IsDead: false } && engine is { } now ? life.CallAsync(() => ask(now)) : Task.FromException<T>(new IOException("Nobody listens."));

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        if (life is { IsDead: false })
        {
            scene.Loop.Say($"{life.Name} is killed");
            life.Kill();
        }
    }

    /// <summary>The machine goes down and comes up again.</summary>
    public async Task CrashMachineAsync()
    {
        scene.Loop.Say("the machine goes down");
        Kill();
        scene.Runtime.Crash(chance);
        await Task.Delay(chance.UpTo(TimeSpan.FromSeconds(60)), scene.Clock);
        BootAgain();
    }

    /// <summary>Asked to leave: jobs are let go of, not stopped.</summary>
    public async Task RestartAsync()
    {
        if (life is { IsDead: false } leaving && engine is { } now)
        {
            scene.Loop.Say($"{leaving.Name} is asked to leave");
            (life, engine) = (null, null);
            try
            {
                await leaving.CallAsync(async () =>
                {
                    await now.DisposeAsync();
                    return true;
                });
            }
            catch (IOException)
            {
                // It died while it left.
            }

            leaving.Kill();
            await Task.Delay(chance.UpTo(TimeSpan.FromSeconds(10)), scene.Clock);
            BootAgain();
        }
    }

    /// <summary>A second process begins while the first one still drives what it has; then the first one dies.</summary>
    public async Task OverlapAsync()
    {
        if (life is { IsDead: false } old)
        {
            scene.Loop.Say($"{old.Name} lives on for a while");
            Boot();
            await Task.Delay(chance.UpTo(TimeSpan.FromSeconds(90)), scene.Clock);
            old.Kill();
        }
    }

    /// <summary>The last process of a story: it finds everything as the others left it.</summary>
    public void BootLast()
    {
        Kill();
        Boot();
    }

    private void BootAgain()
    {
        if (life is null or { IsDead: true })
        {
            Boot();
        }
    }

    private async Task BeginAsync(EngineProcess begun, Life mine)
    {
        using var pause = begun.Slots.Pause(); // as the server does: requests that come early take no slot from a job that still runs
        try
        {
            await begun.Coordinator.StartAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            scene.Loop.Say($"{mine.Name} cannot begin");
            mine.Kill();
            scene.Life.Post(async _ => await ReviveAsync(mine), null); // whoever supervises it starts it again
        }
    }

    private bool MayDie(Life mine)
    {
        if (deaths >= MostDeaths || mine.IsDead)
        {
            return false;
        }

        deaths++;
        scene.Life.Post(async _ => await ReviveAsync(mine), null);
        return true;
    }

    private async Task ReviveAsync(Life dead)
    {
        await Task.Delay(chance.UpTo(TimeSpan.FromSeconds(30)) + TimeSpan.FromMilliseconds(100), scene.Clock);
        if (ReferenceEquals(life, dead))
        {
            BootAgain();
        }
    }
}
