using System.Text.Json.Serialization;
using Refrain.Core.Identifiers;

namespace Refrain.Core.Jobs;

/// <summary>
/// Everything a runtime needs to run one job, and nothing about pipelines. All paths are as the job sees them, below <c>/opt/ml</c>
/// (container contract: spec 07).
/// </summary>
public sealed record JobSpec
{
    /// <summary>The AWS job name, unique for ever: <c>pipelines-EXECUTION-STEP-TOKEN</c>.</summary>
    public required string JobName { get; init; }

    /// <summary>Image URI; <see cref="HostImage"/> stands for the host itself.</summary>
    public required string Image { get; init; }

    /// <summary>What the image is asked for where the job has no entrypoint: <c>train</c>, <c>serve</c>; empty for its own command.</summary>
    public string Verb { get; init; } = "";

    /// <summary>The script that the image's toolkit would run; null when the job names none.</summary>
    public JobScript? Script { get; init; }

    /// <summary>Replaces the image's entrypoint when not empty.</summary>
    public ValueList<string> Entrypoint { get; init; } = [];

    /// <summary>Arguments after the entrypoint.</summary>
    public ValueList<string> Arguments { get; init; } = [];

    /// <summary>Environment of the job, in order; later entries win.</summary>
    public ValueList<EnvironmentVariable> Environment { get; init; } = [];

    /// <summary>Directories filled before the start.</summary>
    public ValueList<JobInput> Inputs { get; init; } = [];

    /// <summary>What is stored after the end.</summary>
    public ValueList<JobOutput> Outputs { get; init; } = [];

    /// <summary>Configuration files of the contract (<c>/opt/ml/config/...</c>, <c>/opt/ml/input/config/...</c>).</summary>
    public ValueList<JobFile> Files { get; init; } = [];

    /// <summary>Directories that must exist, empty, before the start.</summary>
    public ValueList<string> Directories { get; init; } = [];

    /// <summary>Metrics read from the job's log: the last match of each wins.</summary>
    public ValueList<MetricDefinition> Metrics { get; init; } = [];

    /// <summary>Seconds after which the job is stopped; the job ends as <see cref="JobOutcome.TimedOut"/>.</summary>
    public required int MaxRuntimeSeconds { get; init; }

    /// <summary>Seconds between SIGTERM and SIGKILL when the job is stopped.</summary>
    public int StopGraceSeconds { get; init; } = 120;

    /// <summary>No network but loopback (<c>EnableNetworkIsolation</c>).</summary>
    public bool NetworkIsolation { get; init; }

    /// <summary>Number of hosts: as many processes run, <c>algo-1</c> and on, each with a file system of its own and its share of the inputs.</summary>
    public int InstanceCount { get; init; } = 1;

    /// <summary>The hosts' names.</summary>
    public ValueList<string> Hosts => HostNames(InstanceCount);

    /// <summary>What the job does when it is a transform job: it serves a model and feeds it. Null for jobs that have a command of their own.</summary>
    public TransformWork? Transform { get; init; }

    /// <summary>The image URI that means: run the command on the host, in the same isolation.</summary>
    public const string HostImage = "refrain.local/host";

    /// <summary>The names of so many hosts: <c>algo-1</c>, <c>algo-2</c> ...</summary>
    public static ValueList<string> HostNames(int count) => Enumerable.Range(1, Math.Max(1, count)).Select(number => $"algo-{number}").ToValueList();
}

/// <summary>A variable of the job's environment.</summary>
public sealed record EnvironmentVariable(string Name, string Value);

/// <summary>A directory of the job that holds given content at its start.</summary>
public sealed record JobInput(string Name, string LocalPath, ContentManifest Content)
{
    /// <summary>How it is given to the job. It follows from the arguments, so it is not stored with a launch.</summary>
    [JsonIgnore]
    public JobInputUse Use { get; init; } = JobInputUse.Copied;
}

/// <summary>How an input is given to a job.</summary>
public sealed record JobInputUse
{
    /// <summary>Every host gets a copy of all files.</summary>
    public static JobInputUse Copied { get; } = new();

    /// <summary>True: every host gets its share of the files (<c>ShardedByS3Key</c>).</summary>
    public bool Sharded { get; init; }

    /// <summary>True: the job cannot write to it (<c>FastFile</c>).</summary>
    public bool ReadOnly { get; init; }

    /// <summary>True: a file that is a tar.gz archive is unpacked in its place (the sources of a script).</summary>
    public bool Unpacked { get; init; }

    /// <summary>How the files go through named pipes, one for each epoch; null when they are files.</summary>
    public JobPipe? Pipe { get; init; }
}

/// <summary>What a named pipe carries: the objects in the order of their keys, one after the other.</summary>
/// <param name="Gunzip">Objects are decompressed first.</param>
/// <param name="AsRecords">Each object is framed as one RecordIO record.</param>
public sealed record JobPipe(bool Gunzip, bool AsRecords);

/// <summary>A text file of the container contract; of every host, or of the one that is named.</summary>
public sealed record JobFile(string Path, string Text, string? Host = null);

/// <summary>A named regular expression whose first group is a number in the job's log (<c>MetricDefinitions</c>).</summary>
public sealed record MetricDefinition(string Name, string Regex);

/// <summary>How an output directory becomes objects.</summary>
public enum JobOutputForm
{
    /// <summary>Every file below the directory, at <c>S3Uri/relative path</c>.</summary>
    Files,

    /// <summary>One <c>tar.gz</c> of the directory's contents at exactly <c>S3Uri</c>, also when the directory is empty.</summary>
    Archive,

    /// <summary>As <see cref="Archive"/>, but no object when the directory is empty.</summary>
    ArchiveIfAny,
}

/// <summary>A directory that is stored after the job.</summary>
/// <param name="Name">Output name (<c>train</c>, <c>model</c>).</param>
/// <param name="LocalPath">Directory in the job.</param>
/// <param name="S3Uri">Where it goes.</param>
/// <param name="Form">How.</param>
/// <param name="OnlyOnSuccess">True: not stored when the job failed (a model).</param>
/// <param name="Promised">Files below <paramref name="LocalPath"/> that must exist after a successful run (property files).</param>
public sealed record JobOutput(string Name, string LocalPath, S3Uri S3Uri, JobOutputForm Form, bool OnlyOnSuccess, ValueList<string> Promised)
{
    /// <summary>True: what is new is also stored while the job runs (<c>Continuous</c>, checkpoints).</summary>
    public bool Continuous { get; init; }
}
