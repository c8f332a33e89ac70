using System.Text;

namespace Refrain.Campaign;

/// <summary>What a campaign came to.</summary>
public sealed record CampaignReport
{
    /// <summary>What it was told.</summary>
    public required CampaignOptions Options { get; init; }

    /// <summary>How often whom: the server, the supervisor, both; and how many of these before the server said it was ready.</summary>
    public required (int Server, int Supervisor, int Both, int Early) Kills { get; init; }

    /// <summary>How often the supervisor was killed in the middle of a job's start.</summary>
    public required int AmidSpawn { get; init; }

    /// <summary>Executions by how they ended.</summary>
    public required IReadOnlyDictionary<string, int> Executions { get; init; }

    /// <summary>Recorded attempts of job steps by how they ended.</summary>
    public required IReadOnlyDictionary<string, int> Attempts { get; init; }

    /// <summary>Start and end marks that jobs wrote.</summary>
    public required (int Started, int Ended) Marks { get; init; }

    /// <summary>Objects whose bytes were read and compared with their names.</summary>
    public required int Objects { get; init; }

    /// <summary>How long all of it took.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>Everything that must not be, a sentence each; none after a good campaign.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <inheritdoc />
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine($"seed {Options.Seed}, isolation {Options.Isolation}, {Took.TotalSeconds:0} s");
        text.AppendLine($"kills       {Options.Kills}: server {Kills.Server}, supervisor {Kills.Supervisor}, both {Kills.Both}; {Kills.Early} before the server was ready, {AmidSpawn} in the middle of a spawn");
        text.AppendLine($"executions  {Counts(Executions)}");
        text.AppendLine($"attempts    {Counts(Attempts)}");
        text.AppendLine($"marks       {Marks.Started} starts, {Marks.Ended} ends");
        text.AppendLine($"objects     {Objects}, all whole");
        text.Append(Findings.Count == 0 ? "nothing lost, doubled, hanging or left behind" : $"{Findings.Count} findings:\n  {string.Join("\n  ", Findings)}");
        return text.ToString();
    }

    private static string Counts(IReadOnlyDictionary<string, int> counts) =>
        $"{counts.Values.Sum()}: {string.Join(", ", counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} {pair.Key}"))}";
}
