namespace Refrain.Core.Planning.Selectors;

/// <summary>The words of <c>state:</c>, for the reader and the writer.</summary>
internal static class StateWords
{
    public const string Modified = "modified";

    public const StepParts AllParts = StepParts.Arguments | StepParts.Code | StepParts.Image | StepParts.Parameters | StepParts.Inputs;

    public static ValueList<(string Word, StepStanding Standing)> Standings { get; } =
    [
        ("failed", StepStanding.Failed),
        ("stopped", StepStanding.Stopped),
        ("succeeded", StepStanding.Succeeded),
        ("not-run", StepStanding.NotRun),
    ];

    public static ValueList<(string Word, StepParts Part)> Parts { get; } =
    [
        ("arguments", StepParts.Arguments),
        ("code", StepParts.Code),
        ("image", StepParts.Image),
        ("parameters", StepParts.Parameters),
        ("inputs", StepParts.Inputs),
    ];
}
