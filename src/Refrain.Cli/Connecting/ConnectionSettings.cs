using Refrain.Aws;
using Refrain.Aws.SigV4;

namespace Refrain.Cli.Connecting;

/// <summary>Where the server is and who asks, with a word on where each answer came from: errors name it.</summary>
internal sealed record ConnectionSettings(AwsConnection Connection, string EndpointFrom, string CredentialsFrom)
{
    private const string DefaultRegion = "us-east-1";

    /// <summary>
    /// The address: option, AWS's variables, the data folder's server. The keys: AWS's variables when an address was given (they may
    /// belong to another account otherwise), else the data folder's. The region: option, AWS's variables, the server's.
    /// </summary>
    /// <exception cref="CliException">No server, or no keys.</exception>
    public static ConnectionSettings Resolve(string? endpointUrl, string? region, string? dataDir, Func<string, string?> variable)
    {
        var folder = DataFolder.Resolve(dataDir, variable);
        var (given, from) = GivenEndpoint(endpointUrl, variable);
        var server = given is null ? ServerFiles.Address(folder) : null;
        var endpoint = given ?? server?.Endpoint ?? throw new CliException(
            $"No server is running on {folder}.",
            "Start one with 'refrain serve', or name one with --endpoint-url or --data-dir.");
        var (credentials, keysFrom) = Credentials(given is not null, folder, variable);
        return new ConnectionSettings(
            new AwsConnection(endpoint, region ?? variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION") ?? server?.Region ?? DefaultRegion, credentials),
            from ?? Path.Combine(folder, "server.json"),
            keysFrom);
    }

    /// <summary>The server of a folder, whatever the environment says of other servers.</summary>
    /// <exception cref="CliException">None is ready.</exception>
    public static ConnectionSettings OfDataFolder(string folder) => Resolve(null, null, folder, _ => null);

    private static (Uri? Endpoint, string? From) GivenEndpoint(string? option, Func<string, string?> variable)
    {
        foreach (var (text, from) in new[]
        {
            (option, "--endpoint-url"),
            (variable("AWS_ENDPOINT_URL_SAGEMAKER"), "AWS_ENDPOINT_URL_SAGEMAKER"),
            (variable("AWS_ENDPOINT_URL"), "AWS_ENDPOINT_URL"),
        })
        {
            if (text is not null)
            {
                return Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
                    ? (endpoint, from)
                    : throw new CliException($"'{text}' ({from}) is not an address.", "Write it as http://127.0.0.1:8080.", ExitCode.Usage);
            }
        }

        return (null, null);
    }

    private static (AwsCredentials Credentials, string From) Credentials(bool endpointGiven, string folder, Func<string, string?> variable)
    {
        if (endpointGiven && variable("AWS_ACCESS_KEY_ID") is { } id && variable("AWS_SECRET_ACCESS_KEY") is { } secret)
        {
            return (new AwsCredentials(id, secret, variable("AWS_SESSION_TOKEN")), "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        }

        return ServerFiles.Credentials(folder) is { } keys
            ? (keys, Path.Combine(folder, "credentials.json"))
            : throw new CliException(
                $"There are no credentials: neither AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY nor {Path.Combine(folder, "credentials.json")}.",
                "Set the two variables, or name the server's data folder with --data-dir.");
    }
}
