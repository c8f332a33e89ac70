using System.CommandLine;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Serving;
using Refrain.Cli.Tests.Golden;
using Refrain.Cli.Tests.Wire;

namespace Refrain.Cli.Tests.CommandLine;

public sealed class RefrainCommandTests
{
    [Fact]
    public async Task The_manual_is_what_help_prints()
    {
        using var interruption = new Interruption();
        var root = RefrainCommand.Build(RefrainRun.Host(null, TextWriter.Null, TextWriter.Null, interruption), CompletionWords.None);
        var manual = new StringWriter();
        manual.Write(
            """
            # refrain: the command line

            This page is what `refrain COMMAND --help` prints, for all commands. A test writes it (`UPDATE_GOLDEN=1`) and fails when it is out of date.

            Where the server is: `--endpoint-url`, else `AWS_ENDPOINT_URL_SAGEMAKER`, else `AWS_ENDPOINT_URL`, else the server that runs on the data folder of
            this machine. Whose keys: `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` when the address was given, else those in the data folder.

            EXECUTION may be written in four ways: the ARN; the id, or so much of its beginning as fits no other (`x62p`); `@latest`, of the only pipeline; and
            `AbalonePipeline@latest` or `AbalonePipeline@x62p`. `--json` prints the documents of the AWS API, as its reference describes them;
            where AWS has no such operation, those of Refrain's own, which `/api/v1/openapi.json` of the server describes (that of a plan stands as `plan` beside
            the `PipelineExecutionArn` of `start` and `resume`).

            SELECTOR is described in [selectors.md](selectors.md); names with commas are one. A `--select` or `--exclude` that is repeated chooses what any of them
            chooses. `--set-output` takes as VALUE an object, an array, a number, `true`, `false`, `null` or a text in double quotes as JSON, `@FILE` as the JSON in
            that file, and all else as text: `--set-output Train.ModelArtifacts.S3ModelArtifacts=s3://models/m.tar.gz`, `--set-output Check.Outcome=true`,
            `--set-output Evaluate.PropertyFiles.Report=@report.json`.

            `plan`, `resume`, selectors and whatever else AWS's StartPipelineExecution has no member for need a Refrain server. Of another SageMaker endpoint
            `start` asks what AWS has, and says which option it cannot have. There its default reference is the newest execution, here the newest that has ended.

            `--wait` and `--watch` redraw a table on a terminal and print a line for each change elsewhere; ended by Ctrl-C, they leave the execution running. Tables
            fit the terminal (elsewhere `COLUMNS`, else 120 columns); where there is little room, times that the order tells are left out, and `--json` has them.

            Results go to standard output, errors and hints to standard error; an error says what to do about it. Colours appear on a terminal only, and not with
            `NO_COLOR`. Exit codes are listed below. Those of `plan` and `resume --plan` are an answer: 0 when no step would run, 2 when some would, 1 when the run
            is refused and on every error, a wrong command line among them, which elsewhere is 2. In a command a number never changes its meaning.

            | File in the data folder | What it is |
            | --- | --- |
            | `credentials.json` | the keys that the server made at its first start; only its user may read them |
            | `server.json` | address, process and region of the server while it runs |

            | Variable | What it does |
            | --- | --- |
            | `REFRAIN_DATA_DIR` | the data folder; otherwise `refrain` in `XDG_DATA_HOME`, otherwise `~/.local/share/refrain` |
            | `AWS_ENDPOINT_URL_SAGEMAKER`, `AWS_ENDPOINT_URL` | address of the server |
            | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` | the keys, when an address was given |
            | `AWS_REGION`, `AWS_DEFAULT_REGION` | the region to sign for; otherwise that of `server.json`, otherwise us-east-1 |
            | `COLUMNS`, `NO_COLOR`, `TERM=dumb` | width without a terminal; no colours; no redrawing |
            | `REFRAIN_DEBUG` | when set, a bug prints where it happened |


            """);
        foreach (var path in Paths(root, []))
        {
            var help = await RefrainRun.OfAsync(null, [.. path, "--help"], width: 110);
            var text = string.Join('\n', help.Out.Split('\n').Select(line => line.TrimEnd())).Trim('\n').Replace(RootCommand.ExecutableName, "refrain");
            manual.Write($"## refrain{string.Concat(path.Select(name => $" {name}"))}\n\n```text\n{text}\n```\n\n");
        }

        GoldenFile.Check("../../../docs/cli.md", $"{manual.ToString().TrimEnd('\n')}\n");
    }

    [Fact]
    public void Every_command_that_does_something_has_an_example()
    {
        using var interruption = new Interruption();
        var root = RefrainCommand.Build(RefrainRun.Host(null, TextWriter.Null, TextWriter.Null, interruption), CompletionWords.None);

        Assert.All(Commands(root).Where(command => command.Action is not null), command => Assert.NotEmpty(Assert.IsType<CliCommand>(command).Examples));
    }

    [Theory]
    [InlineData("steps", "Required argument 'EXECUTION' missing for command: 'steps'.", "refrain steps --help")]
    [InlineData("pipeline create P", "Option '--definition' is required.", "refrain pipeline create --help")]
    [InlineData("stepz", "Unrecognized command or argument 'stepz'.", "refrain --help")]
    [InlineData("serve --isolation perhaps", "'perhaps'", "refrain serve --help")]
    public async Task A_wrong_command_line_is_one_line_that_names_the_help(string commandLine, string what, string help)
    {
        var run = await RefrainRun.OfAsync(null, commandLine);

        Assert.Equal((ExitCode.Usage, ""), (run.Code, run.Out));
        Assert.Contains(what, run.Error);
        Assert.Contains($"See '{help}'.", run.Error);
    }

    [Theory]
    [InlineData("[suggest:3] ste", "steps")]
    [InlineData("[suggest:9] start Aba", "AbalonePipeline")]
    [InlineData("[suggest:8] steps x6", "x62pbar3gs6h")]
    [InlineData("[suggest:8] steps @l", "@latest")]
    [InlineData("[suggest:31] start AbalonePipeline --select ", "Abalone-Train")]
    [InlineData("[suggest:31] plan AbalonePipeline --exclude ", "Abalone-Train")]
    [InlineData("[suggest:29] plan AbalonePipeline --reuse ", "Abalone-Train@")]
    [InlineData("[suggest:34] plan AbalonePipeline --set-output ", "Abalone-Train.")]
    [InlineData("[suggest:39] plan AbalonePipeline --force-condition ", "Abalone-MSECheck=true")]
    [InlineData("[suggest:33] plan AbalonePipeline --reference la", "latest-succeeded")]
    [InlineData("[suggest:9] resume x6", "x62pbar3gs6h")]
    [InlineData("[suggest:20] resume --definition ", "current")]
    public async Task A_shell_is_told_what_fits(string commandLine, string suggestion)
    {
        using var server = new FakeAccount().Pipeline("AbalonePipeline").Execution("AbalonePipeline", "x62pbar3gs6h", "Succeeded", 1).Serve();
        var split = commandLine.IndexOf(' ');

        var run = await RefrainRun.OfAsync(server, [commandLine[..split], commandLine[(split + 1)..]]);

        Assert.Contains(suggestion, run.Out.Split('\n'));
    }

    [Fact]
    public async Task A_shell_gets_commands_also_when_no_server_runs()
    {
        var run = await RefrainRun.OfAsync(null, ["[suggest:3]", "ste"]);

        Assert.Equal((ExitCode.Ok, "steps\n", ""), (run.Code, run.Out, run.Error));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _refrain refrain")]
    [InlineData("zsh", "compdef _refrain refrain")]
    [InlineData("fish", "complete -c refrain")]
    public async Task Each_shell_gets_its_lines(string shell, string line)
    {
        var run = await RefrainRun.OfAsync(null, $"completion {shell}");

        Assert.Contains(line, run.Out);
    }

    private static IEnumerable<string[]> Paths(Command command, string[] path) =>
        command.Subcommands.SelectMany(sub => Paths(sub, [.. path, sub.Name])).Prepend(path);

    private static IEnumerable<Command> Commands(Command command) => command.Subcommands.SelectMany(sub => Commands(sub).Prepend(sub));
}
