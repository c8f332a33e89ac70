using System.ComponentModel;
using Refrain.Engine.Ports;

namespace Refrain.Server.Api;

/// <summary>
/// What is missing for jobs on the server's machine. The server is asked, not the machine of whoever asks: jobs run there, as its user, in its sandbox, with its path and its image
/// catalogue, and only by trying these can one tell.
/// </summary>
internal sealed class Doctor(IHostCheck host)
{
    public async Task<DoctorOutput> AnswerAsync(ApiCall call)
    {
        var findings = await host.LookAsync(call.Cancellation);
        return new DoctorOutput(
            findings.All(finding => finding.Verdict == HostVerdict.Ok),
            [.. findings.Select(finding => new DoctorFinding(finding.Area, finding.Name, finding.Verdict.ToString().ToLowerInvariant(), finding.Found, finding.Remedy))]);
    }
}

[Description("The state of the server's machine.")]
internal sealed record DoctorOutput(
    [property: Description("Whether nothing is missing.")] bool Healthy,
    [property: Description("What was looked at: isolation, disk, interpreters, packages, programs, and each entry of the image catalogue.")] IReadOnlyList<DoctorFinding> Findings);

[Description("One thing that was looked at.")]
internal sealed record DoctorFinding(
    [property: Description("isolation, disk, interpreter, package, program or image.")] string Area,
    [property: Description("What of it.")] string Name,
    [property: Description("ok; warning: some jobs cannot run, or not as they should; missing: what needs this cannot run.")] string Status,
    [property: Description("What is there.")] string Found,
    [property: Description("What to do.")] string? Remedy);
