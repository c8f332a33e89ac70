using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Engine.Driving;

namespace Refrain.Engine.Tests.Driving;

public sealed class JobSlotsTests
{
    private static readonly JobClaim Small = new(1, 512);

    [Fact]
    public void Who_asks_while_something_is_free_has_it_at_once()
    {
        var slots = Slots(jobs: 2);
        var x = slots.Enter("x");

        Assert.Equal(SlotAnswer.AtOnce, Ask(x, 0).Result());
        Assert.Equal(SlotAnswer.AtOnce, Ask(x, 1).Result());
        Assert.Null(Ask(x, 2).Result());
        Assert.Equal((2, (2L, 1024L), 1), (slots.JobsHeld, slots.Claimed, slots.StepsWaiting));
    }

    [Fact]
    public void What_becomes_free_goes_round_the_executions_and_in_the_definitions_order_within_one()
    {
        var slots = Slots(jobs: 1);
        var (x, y, z) = (slots.Enter("x"), slots.Enter("y"), slots.Enter("z"));
        _ = Ask(x, 9);
        var waiting = new[] { (x, 3), (x, 1), (x, 2), (y, 7), (y, 5), (z, 4) }.Select(one => (Name: $"{one.Item1}{one.Item2}", Answer: Ask(one.Item1, one.Item2))).ToList();
        var served = Drain(slots, (x, 9), [x, y, z], waiting);

        Assert.Equal("x1 y5 z4 x2 y7 x3", served);
    }

    [Fact]
    public void An_execution_that_was_served_and_asks_again_waits_behind_all_that_waited()
    {
        var slots = Slots(jobs: 1);
        var (x, y, z) = (slots.Enter("x"), slots.Enter("y"), slots.Enter("z"));
        _ = Ask(x, 0);
        var (ofY, ofZ) = (Ask(y, 0), Ask(z, 0));

        x.Release(Token(x, 0));
        var again = Ask(x, 1);
        Assert.Equal((SlotAnswer.AfterWaiting, null, null), (ofY.Result(), ofZ.Result(), again.Result()));
        y.Release(Token(y, 0));
        Assert.Equal((SlotAnswer.AfterWaiting, null), (ofZ.Result(), again.Result()));
    }

    [Theory]
    [InlineData(1, 4, 4096)]
    [InlineData(4, 1, 4096)]
    [InlineData(4, 4, 512)]
    public void Jobs_CPUs_and_memory_each_are_a_limit(int jobs, int cpus, int memoryMib)
    {
        var x = new JobSlots(new JobCapacity(jobs, cpus, memoryMib)).Enter("x");

        Assert.Equal(SlotAnswer.AtOnce, Ask(x, 0).Result());
        var second = Ask(x, 1);
        Assert.Null(second.Result());
        x.Release(Token(x, 0));
        Assert.Equal(SlotAnswer.AfterWaiting, second.Result());
    }

    [Fact]
    public void Of_no_jobs_none_starts()
    {
        var slots = Slots(jobs: 0);

        Assert.Null(Ask(slots.Enter("x"), 0).Result());
        Assert.Equal((0, 1), (slots.JobsHeld, slots.StepsWaiting));
    }

    [Fact]
    public void A_big_claim_is_overtaken_eight_times_and_then_everything_is_kept_for_it()
    {
        var slots = Slots(jobs: 4, cpus: 4);
        var small = slots.Enter("small");
        for (var position = 0; position < 4; position++)
        {
            _ = Ask(small, position);
        }

        var big = Ask(slots.Enter("big"), 0, new JobClaim(4, 512));
        var later = Enumerable.Range(4, 20).Select(position => Ask(small, position)).ToList();
        var ended = 0;
        while (big.Result() is null)
        {
            small.Release(Token(small, ended++)); // one after the other: there are never four free by chance
        }

        Assert.Equal(8, later.Count(one => one.Result() is not null));
        Assert.Equal((12, 1, (4L, 512L)), (ended, slots.JobsHeld, slots.Claimed));
    }

    [Fact]
    public void A_step_that_has_not_decided_goes_before_later_ones_of_its_execution_where_slots_are_scarce()
    {
        var slots = Slots(jobs: 2);
        var (x, y) = (slots.Enter("x"), slots.Enter("y"));
        Announce(x, 0, 1, 2);
        var (second, third) = (Take(x, 1), Take(x, 2));

        Assert.Equal((SlotAnswer.AtOnce, null), (second.Result(), third.Result())); // there is one left for the first
        x.StandAside(Token(x, 0)); // a fault: it will try again, and nobody waits for it
        Assert.Equal(SlotAnswer.AfterWaiting, third.Result());
        x.Release(Token(x, 1));
        Assert.Equal(SlotAnswer.AtOnce, Ask(y, 0).Result());
    }

    [Fact]
    public void Other_executions_do_not_wait_for_a_step_that_has_not_decided()
    {
        var slots = Slots(jobs: 1);
        var (x, y) = (slots.Enter("x"), slots.Enter("y"));
        Announce(x, 0, 1);
        var held = Take(x, 1);

        Assert.Equal((null, SlotAnswer.AtOnce), (held.Result(), Ask(y, 0).Result()));
    }

    [Fact]
    public void Jobs_that_run_already_hold_slots_above_the_limit_and_nothing_starts_until_they_are_below_it()
    {
        var slots = Slots(jobs: 2);
        var (x, y) = (slots.Enter("x"), slots.Enter("y"));
        for (var position = 0; position < 3; position++)
        {
            x.Hold(Token(x, position), position, () => Small);
        }

        var waiting = Ask(y, 0);
        x.Release(Token(x, 0));
        Assert.Equal((2, null), (slots.JobsHeld, waiting.Result()));
        x.Release(Token(x, 1));
        Assert.Equal((2, SlotAnswer.AfterWaiting), (slots.JobsHeld, waiting.Result()));
    }

    [Fact]
    public void Nobody_is_served_in_a_pause()
    {
        var slots = Slots(jobs: 2);
        var (x, y) = (slots.Enter("x"), slots.Enter("y"));
        Task<SlotAnswer> waiting;
        using (var one = slots.Pause())
        {
            using (slots.Pause())
            {
                waiting = Ask(x, 0);
            }

            y.Hold(Token(y, 0), 0, () => Small);
            Assert.Null(waiting.Result());
            one.Dispose();
            Assert.Equal(SlotAnswer.AfterWaiting, waiting.Result());
        }

        Assert.Null(Ask(x, 1).Result()); // disposed twice, it did not count twice
        Assert.Equal(2, slots.JobsHeld);
    }

    [Fact]
    public void Handing_back_twice_is_handing_back_once()
    {
        var slots = Slots(jobs: 1);
        var x = slots.Enter("x");
        _ = Ask(x, 0);
        x.Release(Token(x, 0));
        x.Release(Token(x, 0));
        x.StandAside(Token(x, 0));

        Assert.Equal((0, (0L, 0L)), (slots.JobsHeld, slots.Claimed));
    }

    [Fact]
    public void A_session_that_goes_keeps_the_slots_of_recorded_jobs_only()
    {
        var slots = Slots(jobs: 3);
        var x = slots.Enter("x");
        _ = Ask(x, 0);
        _ = Ask(x, 1);
        x.Hold(Token(x, 0), 0, () => throw new InvalidOperationException("It has its claim."));
        x.Hold(Token(x, 2), 2, () => Small);

        x.KeepRunning(only: null);
        Assert.Equal(2, slots.JobsHeld);
        x.KeepRunning(new HashSet<JobToken> { Token(x, 2) });
        Assert.Equal(1, slots.JobsHeld);
        x.Dispose();
        Assert.Equal((0, 0), (slots.JobsHeld, slots.StepsWaiting));
    }

    [Fact]
    public void When_nothing_new_starts_those_that_wait_are_told_and_whoever_comes_later()
    {
        var slots = Slots(jobs: 1);
        var (x, y) = (slots.Enter("x"), slots.Enter("y"));
        _ = Ask(y, 0);
        var (waiting, next) = (Ask(x, 0), Ask(x, 1));

        x.Admit(false);
        Assert.Equal((SlotAnswer.NotWanted, SlotAnswer.NotWanted, SlotAnswer.NotWanted), (waiting.Result(), next.Result(), Take(x, 0).Result()));
        x.Admit(true);
        var again = Take(x, 0);
        Assert.Null(again.Result());
        y.Dispose();
        Assert.Equal(SlotAnswer.AfterWaiting, again.Result());
    }

    [Fact]
    public void Another_claim_hands_back_the_first_and_waits_for_its_turn()
    {
        var slots = Slots(jobs: 4, cpus: 4);
        var (x, y) = (slots.Enter("x"), slots.Enter("y"));
        _ = Ask(y, 0, new JobClaim(2, 512));
        _ = Ask(x, 0, new JobClaim(1, 512));

        var more = Take(x, 0, new JobClaim(3, 512));
        Assert.Equal((null, (2L, 512L)), (more.Result(), slots.Claimed));
        y.Dispose();
        Assert.Equal((SlotAnswer.AfterWaiting, (3L, 512L)), (more.Result(), slots.Claimed));
    }

    internal static JobToken Token(ExecutionSlots of, int position, int attempt = 1) => new($"{of}", new StepName($"S{position}"), attempt);

    private static JobSlots Slots(int jobs, int cpus = 1_000) => new(new JobCapacity(jobs, cpus, MemoryMib: 1_000_000));

    private static void Announce(ExecutionSlots of, params int[] positions) => Array.ForEach(positions, position => of.Announce(Token(of, position), position));

    private static Task<SlotAnswer> Take(ExecutionSlots of, int position, JobClaim? claim = null) => of.TakeAsync(Token(of, position), claim ?? Small, CancellationToken.None);

    private static Task<SlotAnswer> Ask(ExecutionSlots of, int position, JobClaim? claim = null)
    {
        Announce(of, position);
        return Take(of, position, claim);
    }

    /// <summary>Ends the one job that runs, again and again, and says who came when.</summary>
    private static string Drain(JobSlots slots, (ExecutionSlots Of, int Position) running, ExecutionSlots[] all, List<(string Name, Task<SlotAnswer> Answer)> waiting)
    {
        var order = new List<string>();
        while (waiting.Count > 0)
        {
            running.Of.Release(Token(running.Of, running.Position));
            var next = Assert.Single(waiting, one => one.Answer.Result() is not null);
            Assert.Equal(1, slots.JobsHeld);
            waiting.Remove(next);
            order.Add(next.Name);
            running = (all.Single(one => $"{one}" == next.Name[..1]), int.Parse(next.Name[1..]));
        }

        return string.Join(' ', order);
    }
}

internal static class SlotAnswers
{
    /// <summary>The answer, or null while there is none: the slots answer within the call that makes it so.</summary>
    public static SlotAnswer? Result(this Task<SlotAnswer> answer) => answer.IsCompletedSuccessfully ? answer.Result : null;
}
