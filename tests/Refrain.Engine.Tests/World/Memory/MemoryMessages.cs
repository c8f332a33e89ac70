using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Tests.World.Memory;

/// <summary>Queues and webhooks that take everything, and keep nothing.</summary>
internal sealed class MemoryMessages : IMessageSender, IWebhooks
{
    public Task<bool> SendAsync(AwsScope scope, string queue, QueuedMessage message, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<string?> PostAsync(Uri address, string document, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
