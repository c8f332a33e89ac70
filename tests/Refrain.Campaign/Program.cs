using Refrain.Campaign;

if (CampaignOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(CampaignOptions.Help);
    return 2;
}

var report = await CrashCampaign.RunAsync(options, Console.Out, CancellationToken.None);
Console.Out.WriteLine(report);
return report.Findings.Count == 0 ? 0 : 1;
