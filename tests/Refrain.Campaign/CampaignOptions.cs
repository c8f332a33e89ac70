using System.Globalization;

namespace Refrain.Campaign;

/// <summary>What a campaign is told.</summary>
/// <param name="Kills">How many processes are killed; those that die together count as one.</param>
/// <param name="Seed">Chooses who is killed when, and what runs.</param>
/// <param name="Isolation"><c>auto</c>, <c>none</c>, or <c>both</c>: every start of the server draws one of the two.</param>
public sealed record CampaignOptions(int Kills, int Seed, string Isolation = "both")
{
    /// <summary>The text of <c>--help</c>.</summary>
    public const string Help = "usage: Refrain.Campaign [--kills N] [--seed N] [--isolation auto|none|both]";

    /// <summary>Reads a command line; null for one that is not right.</summary>
    public static CampaignOptions? Parse(IReadOnlyList<string> arguments)
    {
        var options = new CampaignOptions(200, Environment.TickCount & 0xffff);
        for (var at = 0; at < arguments.Count; at += 2)
        {
            var value = at + 1 < arguments.Count ? arguments[at + 1] : "";
            switch (arguments[at])
            {
                case "--kills" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var kills):
                    options = options with { Kills = kills };
                    break;
                case "--seed" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed):
                    options = options with { Seed = seed };
                    break;
                case "--isolation" when value is "auto" or "none" or "both":
                    options = options with { Isolation = value };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
