namespace Refrain.Transform;

/// <summary>Where the job's <c>/opt/ml</c> lies: in its place, or without a sandbox wherever <c>SM_ML_DIR</c> says.</summary>
/// <param name="Root">The directory that stands for <c>/opt/ml</c>.</param>
internal sealed record JobPlaces(string Root)
{
    private const string Contract = "/opt/ml";

    /// <summary>The places of this process.</summary>
    public static JobPlaces Here() => new(Environment.GetEnvironmentVariable("SM_ML_DIR") is { Length: > 0 } given ? given : Contract);

    /// <summary>A text that names a place of the job, as a path of this machine; any other text as it is.</summary>
    public string OnHost(string text) =>
        text == Contract || text.StartsWith(Contract + "/", StringComparison.Ordinal) ? Root + text[Contract.Length..] : text;
}
