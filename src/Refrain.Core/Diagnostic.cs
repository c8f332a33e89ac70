namespace Refrain.Core;

/// <summary>One problem of a caller's input.</summary>
/// <param name="Path">JSON path of the place, <c>$.Steps[2].Type</c>; empty when the problem has no single place.</param>
/// <param name="Message">What is wrong; AWS's own words where AWS has words for it.</param>
/// <param name="Expected">What would have been right: the remedy, in one phrase.</param>
public sealed record Diagnostic(string Path, string Message, string Expected)
{
    /// <summary>One line: message, place, remedy.</summary>
    public override string ToString() =>
        (Path.Length, Expected.Length) switch
        {
            (0, 0) => Message,
            (0, _) => $"{Message} (expected: {Expected})",
            (_, 0) => $"{Message} (at {Path})",
            _ => $"{Message} (at {Path}; expected: {Expected})",
        };

    /// <summary>The text of a refusal: the first problem in AWS's words, then every other one (numbered).</summary>
    public static string Render(string prefix, ValueList<Diagnostic> problems) =>
        prefix + string.Join("", problems.Select((problem, index) => index == 0 ? problem.ToString() : $" [{index + 1}] {problem}"));
}
