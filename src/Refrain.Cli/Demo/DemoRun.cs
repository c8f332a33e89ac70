using Refrain.Aws.S3;
using Refrain.Cli.Connecting;
using Refrain.Cli.Printing;
using Refrain.Cli.Serving;

namespace Refrain.Cli.Demo;

/// <summary>Sets the stage, lets the chapters follow each other, and leaves nothing behind, however it ends.</summary>
internal sealed class DemoRun(CliHost host, string? dataDir, bool keep)
{
    // In this order; each may use what those before it left on the stage.
    private static readonly (string Title, Func<DemoStage, CancellationToken, Task> TellAsync)[] chapters =
    [
        ("The whole pipeline", WholePipelineChapter.TellAsync),
        ("Use 1: a single step", TrainAloneChapter.TellAsync),
        ("Use 2: steps in a row", TrainAndEvaluateChapter.TellAsync),
        ("Use 3: what failed, repaired and resumed", FailedExecutionChapter.TellAsync),
        ("Use 4: the branch that is rarely taken", RareBranchChapter.TellAsync),
    ];

    private readonly Screen screen = new(host);

    /// <summary>Runs the demo.</summary>
    /// <returns>0 when every expectation was met.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var began = host.Time.GetTimestamp();
        var sample = AbaloneSample.Find(host.ProgramFolder);
        using var folder = DemoFolder.Make(dataDir, keep, screen);
        var expectations = new Expectations(screen);
        try
        {
            await OnServerAsync(folder, sample, expectations, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            screen.Line();
            screen.Line("Interrupted. The executions were stopped, server and supervisor have ended.");
            return host.Interruption.Code;
        }
        catch (UnmetExpectationException)
        {
            // Said already, in its place.
        }

        return Conclude(folder, expectations, host.Time.GetElapsedTime(began));
    }

    /// <summary>Tells all chapters on a stage that is set.</summary>
    /// <exception cref="UnmetExpectationException">One cannot go on; the reason has been printed.</exception>
    public static async Task TellAsync(DemoStage stage, CancellationToken cancellationToken)
    {
        await stage.UploadAsync(cancellationToken);
        foreach (var (title, tellAsync) in chapters)
        {
            stage.Screen.Line();
            stage.Screen.Line(title, Styles.Title);
            stage.Savings.Chapter = title;
            await tellAsync(stage, cancellationToken);
        }

        stage.Screen.Line();
        stage.Screen.Write(stage.Savings.Draw());
        stage.Screen.Line();
    }

    private async Task OnServerAsync(DemoFolder folder, AbaloneSample sample, Expectations expectations, CancellationToken cancellationToken)
    {
        screen.Line("The Abalone pipeline on a Refrain server of its own, through the AWS API alone.");
        var server = await ServerProcess.StartAsync(host, folder.Path, [], cancellationToken);
        try
        {
            using var session = new CliSession(host, ConnectionSettings.OfDataFolder(folder.Path));
            screen.Line($"Server    {session.Settings.Connection.Endpoint} with its data in {folder.Path}{(folder.IsTemporary ? ", removed at the end" : "")}");
            var stage = new DemoStage(session, new S3Client(session.Http, session.Settings.Connection, host.Time), sample, expectations);
            try
            {
                await TellAsync(stage, cancellationToken);
            }
            finally
            {
                await DemoEnd.StopExecutionsAsync(session, AbaloneSample.Pipeline, host.Interruption.Insisted);
            }
        }
        finally
        {
            await server.DisposeAsync();
            await SupervisorProcess.EndAsync(folder.Path, host.Time);
        }
    }

    private int Conclude(DemoFolder folder, Expectations expectations, TimeSpan time)
    {
        var refrain = System.IO.Path.Combine(host.ProgramFolder, "refrain");
        if (expectations.Unmet > 0)
        {
            screen.Line($"{expectations.Unmet} of {expectations.Unmet + expectations.Met} expectations were not met.", Styles.Bad);
        }
        else
        {
            screen.Line($"All {expectations.Met} expectations were met; the demo took {Durations.Show(time)}.", Styles.Good);
        }

        screen.Line(folder.IsTemporary
            ? $"To keep a server running: {refrain} serve (the demo with --keep leaves its data for it)"
            : $"To keep a server running with this data: {refrain} serve --data-dir {folder.Path}");
        return expectations.Unmet > 0 ? ExitCode.Error : ExitCode.Ok;
    }
}
