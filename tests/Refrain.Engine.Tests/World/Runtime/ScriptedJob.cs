using Refrain.Core;
using Refrain.Core.Jobs;

namespace Refrain.Engine.Tests.World.Runtime;

/// <summary>What runs in a job: it reads the staged files, writes others, and says how it ended.</summary>
public delegate Task<JobOutcome> JobProgram(ScriptedJob job);

/// <summary>A job from the inside.</summary>
public sealed class ScriptedJob(JobToken token, JobSpec spec, IReadOnlyDictionary<string, string> staged)
{
    private readonly SortedDictionary<string, string> written = new(StringComparer.Ordinal);
    private readonly List<string> log = [];

    public JobToken Token { get; } = token;

    public JobSpec Spec { get; } = spec;

    public string Step => Token.Step.Value;

    /// <summary>Text of every staged file, by its path in the job.</summary>
    public IReadOnlyDictionary<string, string> Staged { get; } = staged;

    /// <summary>Files the program wrote, by their path in the job.</summary>
    public IReadOnlyDictionary<string, string> Written => written;

    public IReadOnlyList<string> Lines => log;

    /// <summary>Cancelled by a stop, or when the job ran too long.</summary>
    public CancellationTokenSource Stopping { get; } = new();

    public DateTimeOffset? StartedAt { get; set; }

    public TaskCompletionSource<JobEnd> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool WasAskedToStop { get; set; }

    public bool IsForgotten { get; set; }

    /// <summary>The texts staged for one input, in the order of their paths.</summary>
    public string Input(string name) => string.Join('+', Below(Spec.Inputs.Single(input => input.Name == name)));

    /// <summary>The texts staged for all inputs but code.</summary>
    public string Inputs() => string.Join('+', Spec.Inputs.Where(input => input.Name != "code").SelectMany(Below));

    public string? Variable(string name) => Spec.Environment.LastOrDefault(variable => variable.Name == name)?.Value;

    public void Write(string path, string text) => written[path] = text;

    public void Log(string line) => log.Add(line);

    private IEnumerable<string> Below(JobInput input) =>
        Staged.Where(file => file.Key.StartsWith($"{input.LocalPath}/", StringComparison.Ordinal)).OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => file.Value);
}
