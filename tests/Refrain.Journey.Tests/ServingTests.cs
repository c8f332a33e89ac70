namespace Refrain.Journey.Tests;

/// <summary>How <c>refrain serve</c> begins and ends, and what it says when it cannot.</summary>
public sealed class ServingTests
{
    [Fact]
    public async Task One_line_says_where_the_server_is()
    {
        await using var server = await ServerUnderTest.StartAsync();

        Assert.StartsWith("Refrain is ready at http://127.0.0.1:", server.ReadyLine, StringComparison.Ordinal);
        Assert.Contains(server.DataDirectory, server.ReadyLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_refuses_in_one_line()
    {
        await using var server = await ServerUnderTest.StartAsync();

        AssertOneLine(await BuiltRefrain.RunAsync(null, "serve", "--data-dir", server.DataDirectory), server.DataDirectory);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_said_in_one_line() =>
        AssertOneLine(await BuiltRefrain.RunAsync(null, "serve", "--data-dir", "/proc/refrain"), "/proc/refrain");

    [Fact]
    public async Task Listening_for_everybody_without_asking_who_they_are_is_refused()
    {
        var data = Directory.CreateTempSubdirectory("refrain-journey-").FullName;
        AssertOneLine(await BuiltRefrain.RunAsync(null, "serve", "--data-dir", data, "--urls", "http://0.0.0.0:0", "--allow-any-credentials"), "allow-any-credentials");
    }

    [Fact]
    public async Task Health_needs_no_signature()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var http = new HttpClient();
        var address = server.ReadyLine.Split(' ').First(word => word.StartsWith("http://", StringComparison.Ordinal));

        Assert.Equal("ok", await http.GetStringAsync(new Uri($"{address}/healthz"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_terminal_that_closes_ends_the_server_cleanly()
    {
        await using var server = await ServerUnderTest.StartAsync();

        Native.HangUp(server.ServerProcessId);

        await ServerUnderTest.UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(server.DataDirectory, "server.json")) ? null : ""), "server.json to be removed");
    }

    private static void AssertOneLine(ProgramRun run, string mentions)
    {
        Assert.True(run.ExitCode is 1 or 2, run.ToString());
        var lines = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(mentions, lines[0], StringComparison.Ordinal);
        Assert.True(lines.Length == 1 || (run.ExitCode == 2 && lines is [_, var hint] && hint.StartsWith("Try ", StringComparison.Ordinal)), run.ToString());
    }
}
