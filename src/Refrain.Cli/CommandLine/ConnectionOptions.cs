using System.CommandLine;
using Refrain.Cli.Connecting;

namespace Refrain.Cli.CommandLine;

/// <summary>The options of every command that asks a server.</summary>
internal sealed class ConnectionOptions
{
    private readonly Option<string?> endpoint = new("--endpoint-url")
    {
        HelpName = "URL",
        Description = "Address of the server [otherwise: $AWS_ENDPOINT_URL_SAGEMAKER, $AWS_ENDPOINT_URL, the server of the data folder]",
    };

    private readonly Option<string?> region = new("--region")
    {
        HelpName = "REGION",
        Description = "Region to sign for [otherwise: $AWS_REGION, $AWS_DEFAULT_REGION, the server's]",
    };

    /// <summary>The data folder; also an option of <c>serve</c> and <c>demo</c>, which explain it otherwise.</summary>
    private readonly Option<string?> dataDir = new("--data-dir")
    {
        HelpName = "DIR",
        Description = "Data folder of a server on this machine [otherwise: $REFRAIN_DATA_DIR, ~/.local/share/refrain]",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(endpoint);
        command.Options.Add(region);
        command.Options.Add(dataDir);
    }

    /// <summary>The data folder that a parsed command line names.</summary>
    public string Folder(CliHost host, ParseResult parsed) => DataFolder.Resolve(parsed.GetValue(dataDir), host.Variable);

    /// <summary>Whether a server is named that may be anywhere, and not that of a data folder.</summary>
    public bool NamesAddress(CliHost host, ParseResult parsed) =>
        parsed.GetValue(endpoint) is not null || host.Variable("AWS_ENDPOINT_URL_SAGEMAKER") is not null || host.Variable("AWS_ENDPOINT_URL") is not null;

    /// <summary>The connection that a parsed command line names.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public CliSession Open(CliHost host, ParseResult parsed) => new(
        host, ConnectionSettings.Resolve(parsed.GetValue(endpoint), parsed.GetValue(region), parsed.GetValue(dataDir), host.Variable));
}
