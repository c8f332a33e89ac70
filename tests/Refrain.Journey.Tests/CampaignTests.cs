using Refrain.Campaign;

namespace Refrain.Journey.Tests;

/// <summary>The crash campaign in its short form; CONTRIBUTING.md has the command of the long one.</summary>
public sealed class CampaignTests
{
    [Fact]
    public async Task Twenty_kills_at_random_instants_lose_nothing_double_nothing_and_leave_nothing_behind()
    {
        var seed = Environment.TickCount & 0xffff;
        using var told = new StringWriter();

        var report = await CrashCampaign.RunAsync(new CampaignOptions(Kills: 20, seed), told, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.True(report.Findings.Count == 0, $"again with: dotnet run --project tests/Refrain.Campaign -- --kills 20 --seed {seed}\n{report}");
        Assert.True(report.Marks.Started > 0 && report.Kills is { Server: > 0 }, $"{report}");
    }
}
