using System.Text;
using Refrain.Aws;

namespace Refrain.Cli.Api;

/// <summary>Reads what a step's job wrote. Refrain's own address: AWS has it in another service (CloudWatch Logs).</summary>
internal sealed class StepLogs(HttpClient http, AwsConnection connection, TimeProvider time)
{
    /// <summary>Copies the log; with <paramref name="follow"/> until the step has ended.</summary>
    /// <param name="executionId">The last part of the execution's ARN.</param>
    /// <param name="step">The step.</param>
    /// <param name="attempt">From 1; null for the latest.</param>
    /// <param name="follow">Whether to wait for what is still to come.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Whether there was anything to copy.</returns>
    /// <exception cref="AwsServiceException">The server answered with an error.</exception>
    /// <exception cref="AwsEndpointUnreachableException">No answer came, or it broke off.</exception>
    public async Task<bool> CopyAsync(string executionId, string step, int? attempt, bool follow, TextWriter target, CancellationToken cancellationToken)
    {
        try
        {
            using var request = Request(executionId, step, attempt, follow);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw OwnRequest.Error(answer, await answer.Content.ReadAsByteArrayAsync(cancellationToken), "the log");
            }

            await using var log = await answer.Content.ReadAsStreamAsync(cancellationToken);
            return await CopyAsync(log, target, cancellationToken);
        }
        catch (Exception broken) when (broken is HttpRequestException or HttpIOException)
        {
            throw new AwsEndpointUnreachableException(
                connection.Endpoint, $"The log of {step} broke off: {connection.Endpoint} does not answer ({broken.Message}).", broken);
        }
    }

    /// <summary>The whole log as text.</summary>
    public async Task<string> ReadAsync(string executionId, string step, CancellationToken cancellationToken)
    {
        using var target = new StringWriter();
        await CopyAsync(executionId, step, attempt: null, follow: false, target, cancellationToken);
        return target.ToString();
    }

    // Every piece is shown when it comes: a reader of lines would keep back a progress bar until its line ends.
    private static async Task<bool> CopyAsync(Stream log, TextWriter target, CancellationToken cancellationToken)
    {
        var bytes = new byte[16 * 1024];
        var letters = new char[bytes.Length + 1];
        var decoder = Encoding.UTF8.GetDecoder(); // keeps a letter that two pieces share
        var isEmpty = true;
        int read;
        while ((read = await log.ReadAsync(bytes, cancellationToken)) > 0)
        {
            isEmpty = false;
            await target.WriteAsync(letters.AsMemory(0, decoder.GetChars(bytes, 0, read, letters, 0)), cancellationToken);
            await target.FlushAsync(cancellationToken);
        }

        return !isEmpty;
    }

    private HttpRequestMessage Request(string executionId, string step, int? attempt, bool follow)
    {
        var path = $"/api/v1/executions/{Uri.EscapeDataString(executionId)}/steps/{Uri.EscapeDataString(step)}/logs";
        var query = (attempt is { } number ? $"attempt={number}&" : "") + (follow ? "follow=true" : "follow=false");
        return OwnRequest.Signed(connection, HttpMethod.Get, $"{path}?{query}", body: null, time.GetUtcNow());
    }
}
