using Refrain.Core.Identifiers;

namespace Refrain.Core.Steps.Callback;

/// <summary>Where a callback's message goes.</summary>
public abstract record CallbackAddress
{
    private CallbackAddress()
    {
    }

    /// <summary>A queue of this server.</summary>
    public sealed record Queue(AwsScope Scope, string Name) : CallbackAddress;

    /// <summary>A program elsewhere that takes the message as the body of a POST.</summary>
    public sealed record Webhook(Uri Url) : CallbackAddress;

    /// <summary>Nowhere, and why.</summary>
    public sealed record Nowhere(string Reason) : CallbackAddress;

    /// <summary>
    /// Reads a SqsQueueUrl. Hosts that the operator named are called. Otherwise an address that ends in the server's account and a name is a queue of ours, whatever its host: SDKs
    /// keep addresses of AWS, and a server may have several names. Only an address of AWS names a region; elsewhere it is the execution's.
    /// </summary>
    public static CallbackAddress Read(string url, AwsScope scope, ValueList<string> webhookHosts)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
        {
            return new Nowhere($"The SqsQueueUrl '{url}' is no address: expected https://sqs.REGION.amazonaws.com/ACCOUNT/NAME, or what CreateQueue answered.");
        }

        if (webhookHosts.Any(host => host.Equals(address.Host, StringComparison.OrdinalIgnoreCase) || host.Equals(address.Authority, StringComparison.OrdinalIgnoreCase)))
        {
            return new Webhook(address);
        }

        return address.AbsolutePath.Split('/') is ["", var account, { Length: > 0 } name] && account == scope.Account && address.Query.Length == 0
            ? new Queue(new AwsScope(address.Host.Split('.') is ["sqs", var region, "amazonaws", "com", ..] ? region : scope.Region, scope.Account), name)
            : new Nowhere(
                $"The SqsQueueUrl '{url}' is no queue of this server (its queues end in /{scope.Account}/NAME). To call a program of yours there, start the server with --callback-host {address.Host}.");
    }
}
