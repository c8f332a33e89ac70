namespace Refrain.Core.Jobs;

/// <summary>
/// A script named in hyperparameters, which the toolkit inside a framework image would run (spec 07, 3.2). Where there is no such image, Refrain does what the toolkit does:
/// unpacks the sources into <see cref="CodeDirectory"/>, sets the <c>SM_</c> variables and calls the script with the hyperparameters.
/// </summary>
public sealed record JobScript
{
    /// <summary>Where sources are unpacked, and where scripts run.</summary>
    public const string CodeDirectory = "/opt/ml/code";

    /// <summary>The script's name below the code directory: <c>train.py</c>.</summary>
    public required string Program { get; init; }

    /// <summary>Where its sources come from, as given: an S3 URI, which is an input of the job, or an archive or directory below <c>/opt/ml</c>.</summary>
    public string Source { get; init; } = "";

    /// <summary>The job's name.</summary>
    public required string JobName { get; init; }

    /// <summary>The user's hyperparameters, sorted by name.</summary>
    public ValueList<HyperParameter> HyperParameters { get; init; } = [];

    /// <summary>Those that speak to the toolkit (<c>sagemaker_...</c>), sorted by name.</summary>
    public ValueList<HyperParameter> Reserved { get; init; } = [];

    /// <summary><c>inputdataconfig.json</c>; its members are the channels.</summary>
    public RawJson InputDataConfig { get; init; } = RawJson.EmptyObject;

    /// <summary>The hosts.</summary>
    public required JobCluster Cluster { get; init; }

    /// <summary>Where the sources lie in the job when they are no input of their own; null when they are.</summary>
    public string? LocalSource => Source.StartsWith("/opt/ml/", StringComparison.Ordinal) ? Source.TrimEnd('/') : null;

    /// <summary>The hyperparameters as arguments: <c>--name value</c>, <c>-n value</c> for a name of one letter.</summary>
    public ValueList<string> Arguments =>
        HyperParameters.SelectMany(one => new[] { one.Name.Length == 1 ? $"-{one.Name}" : $"--{one.Name}", PythonText.OfArgument(one.Value.Parse()) }).ToValueList();

    /// <summary>The name by which Python would import the script.</summary>
    public string Module => Program.EndsWith(".py", StringComparison.Ordinal) ? Program[..^3] : Program;
}

/// <summary>A hyperparameter of script mode: its value is JSON.</summary>
public sealed record HyperParameter(string Name, RawJson Value);
