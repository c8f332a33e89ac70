using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Runtimes.Jobs;

namespace Refrain.Runtimes.Local;

/// <summary>
/// A job without a sandbox: a shell runs the program as its child and writes the exit code down. There is no <c>/opt/ml</c>, so <c>SM_*</c> variables tell where things are, and
/// parts of the command and the environment that begin with <c>/opt/ml/</c> name the job's directory instead.
/// </summary>
internal static class PlainText
{
    /// <summary>What the shell calls itself in its messages.</summary>
    public const string LauncherName = "refrain-launch";

    /// <summary>The shell alone.</summary>
    private const int Wrappers = 1;

    private const string Script = """
        (exec "$@") 3>&-
        printf '{ "exit-code": %d }\n' $? >&3
        """;

    /// <summary>How a shell says that it could not start a program: <c>NAME: LINE: exec: PROGRAM: why</c>.</summary>
    public static ValueList<string> NotStartedPrefixes { get; } = [$"{LauncherName}: 1: exec: ", $"{LauncherName}: line 1: exec: ", $"{LauncherName}: "];

    /// <summary>The command.</summary>
    public static LaunchCommand Compile(JobSpec spec, Sandbox.Plain sandbox, HostView host, JobPlaces places)
    {
        var given = spec.Environment.Select(variable => variable with { Value = OnHost(variable.Value, places) });
        return new LaunchCommand(
            "/bin/sh",
            ["sh", "-c", Script, LauncherName, .. spec.Entrypoint.Concat(spec.Arguments).Select(argument => OnHost(argument, places))],
            // By the job's folder in its environment a stray process is recognised after the job's end.
            JobEnvironment.Merge(JobEnvironment.Basic(host, places.Temporary, places.HasTools), Places(spec, places), given, [new("REFRAIN_JOB", places.Root)]),
            OnHost(JobEnvironment.WorkingDirectory(spec), places),
            $"{JobLog.OurPrefix}this job runs without a sandbox ({sandbox.Because}); its /opt/ml is {places.Ml}, see the SM_ variables",
            Wrappers,
            NotStartedPrefixes);
    }

    private static IEnumerable<EnvironmentVariable> Places(JobSpec spec, JobPlaces places)
    {
        foreach (var (name, path) in new[]
        {
            ("SM_ML_DIR", ""), ("SM_PROCESSING_DIR", "/processing"), ("SM_CONFIG_DIR", "/config"), ("SM_INPUT_DIR", "/input"),
            ("SM_INPUT_CONFIG_DIR", "/input/config"), ("SM_MODEL_DIR", "/model"), ("SM_OUTPUT_DIR", "/output"),
            ("SM_OUTPUT_DATA_DIR", "/output/data"), ("SM_CODE_DIR", "/code"),
        })
        {
            yield return new(name, places.Ml + path);
        }

        const string channels = "/opt/ml/input/data/";
        foreach (var input in spec.Inputs.Where(input => input.LocalPath.StartsWith(channels, StringComparison.Ordinal)))
        {
            yield return new($"SM_CHANNEL_{input.Name.ToUpperInvariant()}", OnHost(input.LocalPath, places));
        }
    }

    private static string OnHost(string text, JobPlaces places) =>
        text == ContractPath.Root || text.StartsWith(ContractPath.Root + "/", StringComparison.Ordinal)
            ? places.Ml + text[ContractPath.Root.Length..]
            : text;
}
