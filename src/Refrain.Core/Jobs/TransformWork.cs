namespace Refrain.Core.Jobs;

/// <summary>What a transform job does with its model and its input (CreateTransformJob, as far as it concerns who runs it).</summary>
public sealed record TransformWork
{
    /// <summary>Where the job has its input objects.</summary>
    public const string InputFolder = "/opt/ml/transform/input";

    /// <summary>Where it leaves its output objects.</summary>
    public const string OutputFolder = "/opt/ml/transform/output";

    /// <summary>The containers of the model, in the order in which a record passes them.</summary>
    public required ValueList<ServedContainer> Containers { get; init; }

    /// <summary>A folder that every output's key begins with; empty for none.</summary>
    public string KeyPrefix { get; init; } = "";

    /// <summary><c>TransformInput.ContentType</c>; null when it is not given, as all that follows.</summary>
    public string? ContentType { get; init; }

    /// <summary><c>TransformInput.SplitType</c>.</summary>
    public string? SplitType { get; init; }

    /// <summary><c>TransformInput.CompressionType</c>.</summary>
    public string? CompressionType { get; init; }

    /// <summary><c>TransformOutput.Accept</c>.</summary>
    public string? Accept { get; init; }

    /// <summary><c>TransformOutput.AssembleWith</c>.</summary>
    public string? AssembleWith { get; init; }

    /// <summary><c>BatchStrategy</c>.</summary>
    public string? BatchStrategy { get; init; }

    /// <summary><c>MaxConcurrentTransforms</c>.</summary>
    public int? MaxConcurrentTransforms { get; init; }

    /// <summary><c>MaxPayloadInMB</c>.</summary>
    public int? MaxPayloadInMB { get; init; }

    /// <summary><c>ModelClientConfig.InvocationsTimeoutInSeconds</c>.</summary>
    public int? InvocationsTimeoutInSeconds { get; init; }

    /// <summary><c>ModelClientConfig.InvocationsMaxRetries</c>.</summary>
    public int? InvocationsMaxRetries { get; init; }

    /// <summary><c>DataProcessing.InputFilter</c>.</summary>
    public string? InputFilter { get; init; }

    /// <summary><c>DataProcessing.OutputFilter</c>.</summary>
    public string? OutputFilter { get; init; }

    /// <summary><c>DataProcessing.JoinSource</c>.</summary>
    public string? JoinSource { get; init; }
}

/// <summary>A container of a model, with the places of what it needs in the job.</summary>
/// <param name="Image">Its image.</param>
/// <param name="Environment">Its variables; those of the job are in it and win.</param>
/// <param name="ModelFolder">Where its model data lie.</param>
/// <param name="ModelArchive">Where the archive is staged that is unpacked there; null when the data are staged there themselves, or there are none.</param>
/// <param name="CodeArchive">Where the archive of the user's code is staged; null when the code is part of the model, or there is none.</param>
/// <param name="CodeFolder">Where the code is unpacked; null without <paramref name="CodeArchive"/>.</param>
public sealed record ServedContainer(
    string Image, ValueList<EnvironmentVariable> Environment, string ModelFolder, string? ModelArchive, string? CodeArchive, string? CodeFolder);
