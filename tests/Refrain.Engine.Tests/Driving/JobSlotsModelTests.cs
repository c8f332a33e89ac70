using Refrain.Core.Jobs;
using Refrain.Engine.Driving;

namespace Refrain.Engine.Tests.Driving;

/// <summary>Any sequence of calls does what a list that is searched from the beginning does; and in the end everything is back.</summary>
public sealed class JobSlotsModelTests
{
    private const int Executions = 6;
    private const int Steps = 5;

    [Fact]
    public void The_slots_do_what_the_naive_model_does()
    {
        for (var seed = 1; seed <= 400; seed++)
        {
            var random = new Random(seed);
            var capacity = new JobCapacity(random.Next(0, 6), random.Next(1, 8), random.Next(1, 8));
            var (slots, model) = (new JobSlots(capacity), new NaiveSlots(capacity));
            var executions = Enumerable.Range(0, Executions).Select(number => slots.Enter($"{number}")).ToArray();
            var answers = new Dictionary<(int Execution, int Step), Task<SlotAnswer>>();
            for (var move = 0; move < 300; move++)
            {
                var (execution, step) = (random.Next(Executions), random.Next(Steps));
                var what = Move(random, executions[execution], model, answers, (execution, step), capacity);
                Same(slots, model, answers, $"seed {seed}, move {move}: {what}");
            }

            Array.ForEach(executions, execution => execution.Dispose());
            Assert.Equal((0, (0L, 0L), 0), (slots.JobsHeld, slots.Claimed, slots.StepsWaiting));
            Assert.All(answers.Values, answer => Assert.NotNull(answer.Result()));
        }
    }

    [Fact]
    public void Whoever_waits_is_served_if_only_jobs_end()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var capacity = new JobCapacity(random.Next(1, 6), random.Next(1, 8), random.Next(1, 8));
            var slots = new JobSlots(capacity);
            var running = new List<(ExecutionSlots Of, int Step)>();
            var patient = slots.Enter("patient");
            patient.Announce(JobSlotsTests.Token(patient, 0), 0);
            var busy = Enumerable.Range(0, Executions).Select(number => slots.Enter($"{number}")).ToArray();
            var asked = new List<(ExecutionSlots Of, int Step, Task<SlotAnswer> Answer)>();
            var next = 0;
            void AskMore(ExecutionSlots of)
            {
                of.Announce(JobSlotsTests.Token(of, next), next);
                asked.Add((of, next, of.TakeAsync(JobSlotsTests.Token(of, next), Claim(random, capacity), CancellationToken.None)));
                next++;
            }

            Array.ForEach(busy, AskMore);
            var wanted = patient.TakeAsync(JobSlotsTests.Token(patient, 0), new JobClaim(capacity.Cpus, capacity.MemoryMib), CancellationToken.None);
            for (var ended = 0; wanted.Result() is null; ended++)
            {
                Assert.True(ended < 100, $"seed {seed}: it waits for ever.");
                running.AddRange(asked.Where(one => one.Answer.Result() is not null).Select(one => (one.Of, one.Step)));
                asked.RemoveAll(one => one.Answer.Result() is not null);
                var (of, step) = running[random.Next(running.Count)];
                running.Remove((of, step));
                of.Release(JobSlotsTests.Token(of, step));
                AskMore(of); // there is always more to do
            }
        }
    }

    private static string Move(
        Random random, ExecutionSlots slots, NaiveSlots model, Dictionary<(int, int), Task<SlotAnswer>> answers, (int Execution, int Step) at, JobCapacity capacity)
    {
        var (token, claim) = (JobSlotsTests.Token(slots, at.Step), Claim(random, capacity));
        switch (random.Next(8))
        {
            case 0 or 1 or 2 or 3:
                slots.Announce(token, at.Step);
                model.Announce(at);
                if (random.Next(4) == 0)
                {
                    return $"announce {at}";
                }

                answers[at] = slots.TakeAsync(token, claim, CancellationToken.None);
                model.Take(at, claim);
                return $"take {at} {claim}";
            case 4 or 5:
                slots.Release(token);
                model.Release(at);
                return $"release {at}";
            case 6 when random.Next(3) == 0:
                slots.Hold(token, at.Step, () => claim);
                model.Hold(at, claim);
                return $"hold {at} {claim}";
            case 6:
                slots.StandAside(token);
                model.StandAside(at);
                return $"aside {at}";
            default:
                slots.KeepRunning(only: null);
                model.KeepRunning(at.Execution);
                return $"keep the running ones of {at.Execution}";
        }
    }

    private static JobClaim Claim(Random random, JobCapacity capacity) => new(random.Next(1, capacity.Cpus + 1), random.Next(1, capacity.MemoryMib + 1));

    private static void Same(JobSlots slots, NaiveSlots model, Dictionary<(int Execution, int Step), Task<SlotAnswer>> answers, string where)
    {
        Assert.True((model.JobsHeld, model.Claimed) == (slots.JobsHeld, slots.Claimed), $"{where}: {model.Claimed} were claimed, and are {slots.Claimed}.");
        var waiting = answers.Where(one => one.Value.Result() is null).Select(one => one.Key).Order();
        Assert.True(model.Waiting.Order().SequenceEqual(waiting), $"{where}: {string.Join(' ', model.Waiting)} should wait, and {string.Join(' ', waiting)} do.");
    }

    /// <summary>The rules of the slots, written down with lists and without any care for speed.</summary>
    private sealed class NaiveSlots(JobCapacity capacity)
    {
        private readonly List<Entry> entries = [];
        private readonly List<int> turns = [];

        private enum Phase
        {
            Deciding,
            Aside,
            Waiting,
            Given,
            Running,
        }

        public int JobsHeld => Held.Count();

        public (long Cpus, long MemoryMib) Claimed => (Held.Sum(entry => entry.Claim.Cpus), Held.Sum(entry => entry.Claim.MemoryMib));

        public IEnumerable<(int Execution, int Step)> Waiting => entries.Where(entry => entry.Phase == Phase.Waiting).Select(entry => entry.At);

        private IEnumerable<Entry> Held => entries.Where(entry => entry.Phase is Phase.Given or Phase.Running);

        public void Announce((int Execution, int Step) at)
        {
            if (entries.All(entry => entry.At != at))
            {
                entries.Add(new Entry(at));
            }
        }

        public void Take((int Execution, int Step) at, JobClaim claim)
        {
            var entry = entries.Single(one => one.At == at);
            (entry.Phase, entry.Overtakes) = (Phase.Aside, 0);
            KeepTurns();
            (entry.Phase, entry.Claim) = (Phase.Waiting, claim);
            Serve();
        }

        public void StandAside((int Execution, int Step) at)
        {
            entries.Where(entry => entry.At == at).ToList().ForEach(entry => (entry.Phase, entry.Overtakes) = (Phase.Aside, 0));
            Serve();
        }

        public void Hold((int Execution, int Step) at, JobClaim claim)
        {
            Announce(at);
            var entry = entries.Single(one => one.At == at);
            entry.Claim = entry.Phase is Phase.Given or Phase.Running ? entry.Claim : claim;
            entry.Phase = Phase.Running;
            Serve();
        }

        public void Release((int Execution, int Step) at)
        {
            entries.RemoveAll(entry => entry.At == at);
            Serve();
        }

        public void KeepRunning(int execution)
        {
            entries.RemoveAll(entry => entry.At.Execution == execution && entry.Phase != Phase.Running);
            Serve();
        }

        private void KeepTurns()
        {
            var waiting = Waiting.Select(at => at.Execution).ToHashSet();
            turns.RemoveAll(execution => !waiting.Contains(execution));
            turns.AddRange(waiting.Except(turns).ToList()); // of one call at most one is new
        }

        private void Serve()
        {
            KeepTurns();
            while (Next() is { } next)
            {
                (next.Phase, next.Overtakes) = (Phase.Given, 0);
                turns.Remove(next.At.Execution);
                KeepTurns();
            }
        }

        private Entry? Next()
        {
            Entry? overtaken = null;
            foreach (var execution in turns)
            {
                var line = entries.Where(entry => entry.At.Execution == execution && entry.Phase is Phase.Deciding or Phase.Waiting).OrderBy(entry => entry.At.Step).ToList();
                var first = line.First(entry => entry.Phase == Phase.Waiting);
                if (Fits(first.Claim, line.IndexOf(first)))
                {
                    _ = overtaken is null ? 0 : overtaken.Overtakes++;
                    return first;
                }

                // What does not fit although there is a job's place left, and nobody of its own is before it, is overtaken.
                if (overtaken is null && JobsHeld + line.IndexOf(first) < capacity.Jobs && !Fits(first.Claim, 0))
                {
                    overtaken = first;
                    if (first.Overtakes >= 8)
                    {
                        return null;
                    }
                }
            }

            return null;
        }

        private bool Fits(JobClaim claim, int undecided) =>
            JobsHeld + undecided + 1 <= capacity.Jobs && Claimed.Cpus + undecided + claim.Cpus <= capacity.Cpus && Claimed.MemoryMib + claim.MemoryMib <= capacity.MemoryMib;

        private sealed class Entry((int Execution, int Step) at)
        {
            public (int Execution, int Step) At { get; } = at;

            public Phase Phase { get; set; }

            public JobClaim Claim { get; set; }

            public int Overtakes { get; set; }
        }
    }
}
