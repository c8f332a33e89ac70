using Refrain.Server.SageMaker.ApiModel;

namespace Refrain.Server.SageMaker;

/// <summary>Operations that AWS has and Refrain does not offer: who asks is told so, and why, instead of being told that there is no such thing.</summary>
internal static class NotOffered
{
    /// <summary>The error's code.</summary>
    public const string Code = "UnsupportedOperationException";

    // The first part of a name that fits counts.
    private static readonly (string Part, string Because)[] Reasons =
    [
        ("HyperParameterTuningJob", "Refrain runs no tuning jobs; start the training jobs themselves"),
        ("AutoMLJob", "Refrain runs no AutoML jobs; start the training jobs themselves"),
        ("AutoML", "Refrain runs no AutoML jobs; start the training jobs themselves"),
        ("Endpoint", "Refrain hosts no models"),
        ("InferenceComponent", "Refrain hosts no models"),
        ("GroupPolicy", "model package groups are not shared between accounts here"),
        ("DeleteProcessingJob", "records of jobs are kept, so that their names are given once"),
        ("DeleteTrainingJob", "records of jobs are kept, so that their names are given once"),
        ("UpdateTrainingJob", "it changes warm pools and profilers, which Refrain does not have"),
    ];

    /// <summary>What to tell; null for a name that the API model does not have.</summary>
    public static string? Reason(string operation)
    {
        var because = Reasons.FirstOrDefault(reason => operation.Contains(reason.Part, StringComparison.Ordinal)).Because;
        return OperationModel.Knows(operation) ? $"Refrain does not offer {operation}{(because is null ? "" : $": {because}")}." : null;
    }
}
