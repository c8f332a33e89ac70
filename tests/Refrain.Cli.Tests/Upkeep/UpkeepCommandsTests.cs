using Refrain.Cli.Tests.Wire;

namespace Refrain.Cli.Tests.Upkeep;

public sealed class UpkeepCommandsTests
{
    private const string Arn = "arn:aws:sagemaker:us-east-1:123456789012:pipeline/P/execution";

    private const string Garbage = $$"""
        {"dryRun": DRY, "executions": [
          {"arn": "{{Arn}}/aaaa00000001", "removed": true, "because": "10 newer ones have ended, 10 are kept"},
          {"arn": "{{Arn}}/aaaa00000002", "removed": false, "because": "execution bbbb00000001, which is kept, uses its results"}],
         "logs": 2, "blobs": 3, "bytes": 12345678901, "waitingBlobs": 4, "waitingBytes": 5}
        """;

    [Fact]
    public async Task What_would_go_is_told_with_reasons()
    {
        using var server = new FakeServer().On("POST /api/v1/gc", Garbage.Replace("DRY", "true", StringComparison.Ordinal));

        var run = await RefrainRun.OfAsync(server, "gc --dry-run");

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Equal(
            """
            aaaa00000001 would go: 10 newer ones have ended, 10 are kept
            aaaa00000002 stays: execution bbbb00000001, which is kept, uses its results
            Would remove 1 executions, the logs of 2, 3 blobs with 12345678901 bytes
            4 blobs with 5 bytes more go in a later collection, when nothing has named them for an hour

            """,
            run.Out);
        Assert.Equal("""{"dryRun":true}""", Assert.Single(server.BodiesOf("POST /api/v1/gc")).GetRawText());
    }

    [Fact]
    public async Task What_went_is_told()
    {
        using var server = new FakeServer().On("POST /api/v1/gc", Garbage.Replace("DRY", "false", StringComparison.Ordinal));

        var run = await RefrainRun.OfAsync(server, "gc");

        Assert.StartsWith("aaaa00000001 removed: ", run.Out, StringComparison.Ordinal);
        Assert.Contains("\nRemoved 1 executions", run.Out, StringComparison.Ordinal);
        Assert.Equal("""{"dryRun":false}""", Assert.Single(server.BodiesOf("POST /api/v1/gc")).GetRawText());
    }

    [Fact]
    public async Task A_server_makes_its_backup_itself_and_missing_blobs_are_told_beside_the_result()
    {
        using var server = new FakeServer().On(
            "POST /api/v1/backup", """{"place": "/b", "madeAt": "2026-03-01T00:00:00Z", "files": 7, "bytes": 5000000000, "blobs": 4, "linkedBlobs": 3, "missingBlobs": 1}""");

        var run = await RefrainRun.OfAsync(server, "backup /b");

        Assert.Equal((ExitCode.Ok, "/b: 7 files, 5000000000 bytes, 3 of 4 blobs linked\n"), (run.Code, run.Out));
        Assert.Equal("refrain: 1 blobs are missing from the data folder and so from the backup. 'refrain backup --verify' names them.\n", run.Error);
        Assert.Equal("/b", Assert.Single(server.BodiesOf("POST /api/v1/backup")).GetProperty("place").GetString());
    }

    [Theory]
    [InlineData("backup /b --data-dir /nonexistent/refrain")]
    [InlineData("backup /b --verify")]
    [InlineData("restore /b --data-dir /nonexistent/refrain")]
    public async Task Without_a_server_its_program_is_needed_and_named(string commandLine)
    {
        var run = await RefrainRun.OfAsync(null, commandLine);

        Assert.Equal((ExitCode.Error, ""), (run.Code, run.Out));
        Assert.Contains("refrain-server is not in /nonexistent.", run.Error, StringComparison.Ordinal);
    }

    private const string Doctor = """
        {"healthy": false, "findings": [
          {"area": "isolation", "name": "bubblewrap", "status": "ok", "found": "jobs are kept apart by bubblewrap"},
          {"area": "package", "name": "pandas (/usr/bin/python3)", "status": "missing", "found": "ModuleNotFoundError: No module named 'pandas'", "remedy": "apt install python3-pandas"},
          {"area": "image", "name": "scikit-learn", "status": "warning", "found": "lacks pandas: programs that import them fail", "remedy": "see the packages above"}]}
        """;

    [Fact]
    public async Task Doctor_shows_what_was_found_and_what_to_do()
    {
        using var server = new FakeServer().On("GET /api/v1/doctor", Doctor);

        var run = await RefrainRun.OfAsync(server, "doctor");

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Contains("No module named 'pandas'", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("\nTo do:\n  apt install python3-pandas\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_says_so_when_nothing_is_missing_and_prints_the_answer_as_JSON_when_asked()
    {
        using var server = new FakeServer().On("GET /api/v1/doctor", """{"healthy": true, "findings": [{"area": "disk", "name": "data folder", "status": "ok", "found": "9 GiB free"}]}""");

        Assert.EndsWith("\nNothing is missing.\n", (await RefrainRun.OfAsync(server, "doctor")).Out, StringComparison.Ordinal);
        Assert.Contains("\"healthy\": true", (await RefrainRun.OfAsync(server, "doctor --json")).Out, StringComparison.Ordinal);
    }
}
