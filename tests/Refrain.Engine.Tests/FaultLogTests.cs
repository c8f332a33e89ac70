using Refrain.Engine.Tests.World;

namespace Refrain.Engine.Tests;

public sealed class FaultLogTests
{
    private const int NoSpace = 28;

    private readonly ManualClock clock;
    private readonly WorldLog log;
    private readonly FaultLog faults;

    public FaultLogTests()
    {
        var pulse = new Pulse();
        clock = new ManualClock(pulse);
        log = new WorldLog(pulse);
        faults = new FaultLog(log.For<FaultLog>(), clock);
    }

    private string Told => string.Join('\n', log.Lines.Where(line => !line.StartsWith("Debug", StringComparison.Ordinal)).Select(line => line.Split(" First met")[0].Trim()));

    [Fact]
    public void A_full_disk_is_told_once_however_many_meet_it_and_once_more_when_the_last_of_them_goes_on()
    {
        for (var tried = 0; tried < 3; tried++)
        {
            faults.Met("x1", "Launch A", Full("jobs/a is full"));
            faults.Met("x1", "Launch B", Full("jobs/b is full"));
            faults.Met("x2", "its history", Full("the database is full"));
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal("Warning: jobs/a is full", Told);
        faults.Over("x1", "Launch A");
        faults.Over("x2");
        Assert.Equal("Warning: jobs/a is full", Told);
        faults.Over("x1", "Launch B");
        Assert.Equal("Warning: jobs/a is full\nInformation: Over, and going on: jobs/a is full", Told);
        Assert.True(faults.IsQuiet);
    }

    [Fact]
    public void A_trouble_that_comes_back_is_told_again()
    {
        faults.Met("x1", "Launch A", Full("full"));
        faults.Over("x1", "Launch A");
        faults.Met("x1", "Launch A", Full("full"));

        Assert.Equal(2, log.Lines.Count(line => line.StartsWith("Warning", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_request_that_nobody_repeats_keeps_no_trouble_alive()
    {
        faults.Met(FaultLog.Requests, "PutObject", Full("full"));
        faults.Met("x1", "Launch A", Full("full"));
        faults.Over("x1", "Launch A");
        Assert.Equal("Warning: full\nInformation: Over, and going on: full", Told);

        faults.Met(FaultLog.Requests, "PutObject", Full("full"));
        faults.Met(FaultLog.Requests, "PutObject", Full("full"));
        clock.Advance(TimeSpan.FromHours(1));
        faults.Met(FaultLog.Requests, "PutObject", Full("full"));
        Assert.Equal(3, log.Lines.Count(line => line.StartsWith("Warning", StringComparison.Ordinal)));
        faults.Over(FaultLog.Requests, "PutObject");
        Assert.True(faults.IsQuiet);
    }

    [Fact]
    public void Faults_of_other_kinds_are_told_apart_but_work_whose_words_change_with_every_try_tells_its_first_only()
    {
        faults.Met("x1", "Launch A", new IOException("no blob 1"));
        faults.Met("x1", "Launch B", new IOException("no blob 2"));
        faults.Met("x1", "Launch A", new IOException("no blob 3"));
        faults.Met("x1", "Launch A", Full("full"));

        Assert.Equal("Warning: no blob 1\nWarning: no blob 2\nWarning: full", Told);
    }

    private static IOException Full(string message) => new(message, NoSpace);
}
