using System.Diagnostics;

namespace Refrain.Benchmarks;

/// <summary>What Refrain itself costs for a step that does nothing: (wall - bare loop) / steps, in milliseconds. The three are measured in turn, round by round.</summary>
internal static class StepCost
{
    public static async Task RunAsync(int steps, int rounds)
    {
        var (bare, plain, isolated) = (new Figures(), new Figures(), new Figures());
        using var withoutIsolation = new MeasuredServer("none");
        using var withIsolation = new MeasuredServer("auto");
        foreach (var server in new[] { withoutIsolation, withIsolation })
        {
            await server.CreatePipelineAsync("Chain", Pipelines.Chain(steps, "/bin/true"));
            await server.CreatePipelineAsync("Warm", Pipelines.Chain(50, "/bin/true"));
            await server.EndAsync(await server.StartAsync("Warm"));
        }

        for (var round = 0; round < rounds; round++)
        {
            bare.Add(BareLoop.Seconds(steps, "/bin/true") * 1000 / steps);
            plain.Add(await ChainAsync(withoutIsolation) * 1000 / steps);
            isolated.Add(await ChainAsync(withIsolation) * 1000 / steps);
        }

        Console.WriteLine($"chain of {steps} steps of /bin/true, {rounds} rounds, milliseconds a step: median (least to most)");
        Console.WriteLine($"  bare posix_spawn loop            {bare}");
        Console.WriteLine($"  Refrain, --isolation none        {plain}   own cost {plain.Median - bare.Median:0.00}, {plain.Median / bare.Median:0.0} times the bare loop");
        Console.WriteLine($"  Refrain, isolated (the default)  {isolated}   own cost {isolated.Median - bare.Median:0.00}, {isolated.Median / bare.Median:0.0} times the bare loop");
    }

    private static async Task<double> ChainAsync(MeasuredServer server)
    {
        var watch = Stopwatch.StartNew();
        await server.EndAsync(await server.StartAsync("Chain"));
        return watch.Elapsed.TotalSeconds;
    }
}
