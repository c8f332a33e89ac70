using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Refrain.Transform.Serving;

/// <summary>What a request was answered with.</summary>
/// <param name="Body">The body; empty when there is none.</param>
/// <param name="ContentType">Its media type, or null.</param>
internal sealed record ModelAnswer(byte[] Body, string? ContentType);

/// <summary>What a container says about itself (<c>/execution-parameters</c>); null where it says nothing.</summary>
internal sealed record ExecutionParameters(int? MaxConcurrentTransforms, string? BatchStrategy, int? MaxPayloadInMB)
{
    /// <summary>It says nothing.</summary>
    public static ExecutionParameters None { get; } = new(null, null, null);
}

/// <summary>The HTTP of one serving process: is it there, what does it want, what does it answer.</summary>
internal sealed class ModelEndpoint(HttpClient http, Uri address, TimeProvider clock)
{
    private const int LongestExcerpt = 300;
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenPings = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks <c>/ping</c> until it answers 200.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        for (; ; await Task.Delay(BetweenPings, clock, cancellationToken))
        {
            using var patience = new CancellationTokenSource(PingTimeout, clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            try
            {
                using var answer = await http.GetAsync(new Uri(address, "ping"), both.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // nobody listens yet
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // too slow for this time
            }
        }
    }

    /// <summary>Asks <c>/execution-parameters</c>; a model need not have that page.</summary>
    public async Task<ExecutionParameters> ParametersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(address, "execution-parameters"), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK ? Read(await answer.Content.ReadAsByteArrayAsync(cancellationToken)) : ExecutionParameters.None;
        }
        catch (Exception silent) when (silent is HttpRequestException or JsonException)
        {
            return ExecutionParameters.None;
        }
    }

    /// <summary>Sends a body, and again after a delay when that fails, as often as the terms say.</summary>
    /// <exception cref="TransformException">All tries failed; the text says what the last one was answered with.</exception>
    public async Task<ModelAnswer> InvokeAsync(byte[] body, string? contentType, string? accept, InvocationTerms terms, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var (answer, problem) = await InvokeOnceAsync(body, contentType, accept, terms, cancellationToken);
            if (answer is not null)
            {
                return answer;
            }

            if (attempt >= terms.MaxRetries)
            {
                throw new TransformException(attempt == 0 ? $"the model {problem}" : $"the model {problem} ({attempt + 1} tries)");
            }

            await Task.Delay(FirstDelay * Math.Pow(2, Math.Min(attempt, 6)), clock, cancellationToken);
        }
    }

    private async Task<(ModelAnswer? Answer, string? Problem)> InvokeOnceAsync(byte[] body, string? contentType, string? accept, InvocationTerms terms, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(terms.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = Request(body, contentType, accept, terms.IsChunked);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, both.Token);
            var bytes = await answer.Content.ReadAsByteArrayAsync(both.Token);
            return answer.IsSuccessStatusCode
                ? (new ModelAnswer(bytes, answer.Content.Headers.ContentType?.ToString()), null)
                : (null, $"answered {(int)answer.StatusCode}: {Excerpt(bytes)}");
        }
        catch (HttpRequestException broken)
        {
            return (null, $"did not answer: {broken.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"did not answer within {terms.Timeout.TotalSeconds:0} seconds (InvocationsTimeoutInSeconds)");
        }
    }

    private HttpRequestMessage Request(byte[] body, string? contentType, string? accept, bool isChunked)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "invocations")) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = isChunked ? true : null;
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return request;
    }

    private static ExecutionParameters Read(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return ExecutionParameters.None;
        }

        return new ExecutionParameters(Number(root, "MaxConcurrentTransforms"), Strategy(root), Number(root, "MaxPayloadInMB"));
    }

    private static int? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number : null;

    // Containers write MULTI_RECORD, the API MultiRecord.
    private static string? Strategy(JsonElement root) =>
        root.TryGetProperty("BatchStrategy", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()?.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant() switch { "SINGLERECORD" => "SingleRecord", "MULTIRECORD" => "MultiRecord", _ => null }
            : null;

    private static string Excerpt(byte[] body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body).Trim();
        return text.Length <= LongestExcerpt ? text : text[..LongestExcerpt] + "...";
    }
}

/// <summary>How invocations are made.</summary>
/// <param name="Timeout">Time for one.</param>
/// <param name="MaxRetries">Tries after the first.</param>
/// <param name="IsChunked">True: bodies go without a length before them.</param>
internal sealed record InvocationTerms(TimeSpan Timeout, int MaxRetries, bool IsChunked);
