using Refrain.Supervisor.Jobs;
using Refrain.Supervisor.Protocol;

namespace Refrain.Supervisor.Tests.Jobs;

public sealed class EndingTests
{
    private static readonly JobTerms Terms = new()
    {
        Log = "/log", MaxRuntimeSeconds = 60, GraceSeconds = 1, Wrappers = 2, NotStartedPrefixes = ["bwrap: execvp ", "launch: "],
    };

    [Theory]
    [InlineData(3, "", "exited", 3)]
    [InlineData(0, "bwrap: execvp x: printed by the job itself", "exited", 0)]
    [InlineData(127, "sh: 1: x: not found", "exited", 127)]
    [InlineData(127, "launch: x: not found", "not-started", 0)]
    [InlineData(126, "launch: x: Permission denied", "not-started", 0)]
    [InlineData(null, "bwrap: execvp x: No such file or directory", "not-started", 0)]
    [InlineData(null, "bwrap: Can't bind mount", "lost", 0)]
    [InlineData(null, "", "lost", 0)]
    public void The_launchers_word_and_last_line_decide(int? code, string lastLine, string outcome, int recorded)
    {
        var (found, foundCode, _) = Ending.Decide(new LauncherWord(7, code), "ended with exit code 1", stopping: null, lastLine, Terms);

        Assert.Equal((outcome, recorded), (found, foundCode));
    }

    [Fact]
    public void A_stop_that_was_decided_wins()
    {
        var mark = new StoppingMark(Outcomes.TimedOut, DateTimeOffset.UnixEpoch, 1);

        Assert.Equal(Outcomes.TimedOut, Ending.Decide(new LauncherWord(7, 0), null, mark, "", Terms).Outcome);
        Assert.Equal(Outcomes.TimedOut, Ending.Decide(new LauncherWord(null, null), null, mark, "launch: x", Terms).Outcome);
    }

    [Fact]
    public void A_reason_names_the_program_or_tells_how_the_launcher_ended()
    {
        Assert.Equal("The program could not be started: x: not found", Ending.Decide(new(null, 127), null, null, "launch: x: not found", Terms).Reason);
        Assert.Equal(
            "The job's launcher was killed by signal 9 before an exit code was known. Last line of the log: hm",
            Ending.Decide(new(null, null), Ending.Describe(9), null, "hm", Terms).Reason);
        Assert.Contains("ended with exit code 2", Ending.Decide(new(null, null), Ending.Describe(2 << 8), null, "", Terms).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("{ \"child-pid\": 12, \"mnt-namespace\": 4026532177 }\n", 12, null)]
    [InlineData("{ \"child-pid\": 12 }\n{ \"exit-code\": 3 }\n", 12, 3)]
    [InlineData("{ \"child-pid\": 12 }\n{ \"exit-c", 12, null)]
    [InlineData("{ \"exit-code\": 0 }\n", null, 0)]
    [InlineData("nonsense\n[1]\n{ \"exit-code\": 5 }", null, 5)]
    public void A_launchers_word_may_be_cut_short(string text, int? first, int? code) => Assert.Equal(new LauncherWord(first, code), LauncherWord.Parse(text));

    [Theory]
    [InlineData("abc.Step.1", true)]
    [InlineData("", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData(null, false)]
    public void A_jobs_name_is_one_folders_name(string? name, bool isName) => Assert.Equal(isName, JobFolder.IsName(name));
}
