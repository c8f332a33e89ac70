using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Refrain.Server.Api;
using Refrain.Storage.Backups;

namespace Refrain.Server.Hosting;

/// <summary>
/// What this program does with a data folder that no server works on: <c>backup PLACE</c>, <c>verify PLACE</c>, <c>restore PLACE</c>. <c>refrain backup</c> and
/// <c>refrain restore</c> come here.
/// </summary>
internal sealed class BackupCommands(TextWriter output, TextWriter error, TimeProvider clock)
{
    /// <summary>Does what the arguments ask; null when they are not for these commands.</summary>
    /// <exception cref="UsageException">They are, and wrong.</exception>
    /// <exception cref="BackupException">It cannot be done.</exception>
    public async Task<int?> RunAsync(string[] arguments, Func<string, string?> environment, CancellationToken cancellationToken)
    {
        if (arguments is not [("backup" or "verify" or "restore") and var command, .. var rest])
        {
            return null;
        }

        var asJson = rest.Contains("--json");
        var (place, options) = rest.Where(argument => argument != "--json").ToArray() is [{ Length: > 0 } first, .. var others] && !first.StartsWith('-')
            ? (first, ServerOptions.Parse(others, environment))
            : throw new UsageException($"{command} needs a place: the backup's folder or .tar file.");
        return command switch
        {
            "backup" => await BackUpAsync(place, options.DataDirectory, asJson, cancellationToken),
            "verify" => await VerifyAsync(place, asJson, cancellationToken),
            _ => await RestoreAsync(place, options.DataDirectory, asJson, cancellationToken),
        };
    }

    private async Task<int> BackUpAsync(string place, string dataDirectory, bool asJson, CancellationToken cancellationToken)
    {
        var report = await DataBackup.MakeAsync(dataDirectory, place, clock, cancellationToken);
        Say(asJson, BackupOutput.Of(report), ApiJson.Default.BackupOutput, $"{report.Place}: {report.Files} files, {report.Bytes} bytes, {report.LinkedBlobs} of {report.Blobs} blobs linked");
        if (report.MissingBlobs > 0)
        {
            error.WriteLine($"refrain: {report.MissingBlobs} blobs are missing from the data folder and so from the backup. 'refrain backup --verify' names them.");
        }

        return 0;
    }

    private async Task<int> VerifyAsync(string place, bool asJson, CancellationToken cancellationToken)
    {
        var report = await DataBackup.VerifyAsync(place, cancellationToken);
        var isWhole = report.Problems.Count == 0;
        Say(asJson, VerificationOutput.Of(report), ApiJson.Default.VerificationOutput, $"{place}: {report.Files} files, {report.Bytes} bytes, {(isWhole ? "whole" : "damaged")}");
        foreach (var problem in asJson ? [] : report.Problems)
        {
            error.WriteLine($"refrain: {problem}");
        }

        return isWhole ? 0 : 1;
    }

    private async Task<int> RestoreAsync(string place, string dataDirectory, bool asJson, CancellationToken cancellationToken)
    {
        var report = await DataBackup.RestoreAsync(place, dataDirectory, cancellationToken);
        Say(
            asJson,
            VerificationOutput.Of(report),
            ApiJson.Default.VerificationOutput,
            $"Restored {report.Files} files, {report.Bytes} bytes, as of {report.MadeAt:u}. Next: refrain serve --data-dir {dataDirectory}");
        return 0;
    }

    private void Say<T>(bool asJson, T document, JsonTypeInfo<T> shape, string text) => output.WriteLine(asJson ? JsonSerializer.Serialize(document, shape) : text);
}
