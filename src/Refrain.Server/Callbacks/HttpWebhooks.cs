using System.Net;
using System.Text;
using Refrain.Engine.Ports;

namespace Refrain.Server.Callbacks;

/// <summary>Webhooks over HTTP. Only hosts that the operator named are called, and no redirect leads to another one.</summary>
internal sealed class HttpWebhooks : IWebhooks, IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        Timeout = TimeSpan.FromSeconds(30),
        MaxResponseContentBufferSize = 64 * 1024,
    };

    public async Task<string?> PostAsync(Uri address, string document, CancellationToken cancellationToken)
    {
        using var content = new StringContent(document, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return (int)answer.StatusCode switch
        {
            >= 200 and < 300 => null,
            >= 500 or 408 or 425 or 429 => throw new HttpRequestException($"{address} answered {(int)answer.StatusCode} {answer.ReasonPhrase}.", null, answer.StatusCode),
            var status => $"{address.GetLeftPart(UriPartial.Path)} refused the callback's message: {status} {(HttpStatusCode)status}.",
        };
    }

    public void Dispose() => http.Dispose();
}
