namespace Refrain.Engine.Ports;

/// <summary>Calls programs elsewhere. May be called twice with the same message: whoever is called knows it by its token.</summary>
public interface IWebhooks
{
    /// <summary>
    /// Posts a JSON document. Null when it was taken; otherwise why it never will be. Exceptions are faults of the world (nobody listens, no answer, trouble over there): the call is made again.
    /// </summary>
    Task<string?> PostAsync(Uri address, string document, CancellationToken cancellationToken);
}
