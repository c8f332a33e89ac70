namespace Abalone.Preprocess;

/// <summary>One animal as the data set describes it. The measurements stay the text they were, so nothing is rounded.</summary>
internal sealed record RawRow(char Sex, IReadOnlyList<string> Measurements, string Rings)
{
    /// <summary>The sexes of the data set, in the order of their columns in the output: female, infant, male.</summary>
    public const string Sexes = "FIM";

    /// <summary>The row as the trainer wants it: the label first, the measurements, then one column for each sex.</summary>
    public string ToCsv() =>
        string.Join(',', [Rings, .. Measurements, .. Sexes.Select(sex => sex == Sex ? "1" : "0")]);
}
