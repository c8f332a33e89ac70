using Refrain.Cli.Connecting;
using Refrain.Cli.Tests.Wire;

namespace Refrain.Cli.Tests.Connecting;

public sealed class ConnectionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("refrain-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_data_folder_gives_address_region_and_keys()
    {
        WriteServerFiles();

        var settings = ConnectionSettings.Resolve(null, null, folder, _ => null);

        Assert.Equal(new Uri("http://127.0.0.1:4711"), settings.Connection.Endpoint);
        Assert.Equal(("eu-west-1", "KEY"), (settings.Connection.Region, settings.Connection.Credentials.AccessKeyId));
    }

    [Theory]
    [InlineData("--option", "http://option:1/", "eu-west-2")]
    [InlineData("AWS_ENDPOINT_URL_SAGEMAKER=http://sagemaker:1 AWS_ENDPOINT_URL=http://all:1", "http://sagemaker:1/", "us-east-1")]
    [InlineData("AWS_ENDPOINT_URL=http://all:1 AWS_REGION=r1 AWS_DEFAULT_REGION=r2", "http://all:1/", "r1")]
    [InlineData("AWS_DEFAULT_REGION=r2", "http://127.0.0.1:4711/", "r2")]
    public void Options_go_before_variables_and_variables_before_the_data_folder(string given, string endpoint, string region)
    {
        WriteServerFiles();
        var variables = Variables(given);
        var option = given == "--option";

        var settings = ConnectionSettings.Resolve(option ? "http://option:1" : null, option ? "eu-west-2" : null, folder, name => variables.GetValueOrDefault(name));

        Assert.Equal((endpoint, region), (settings.Connection.Endpoint.AbsoluteUri, settings.Connection.Region));
    }

    [Theory]
    [InlineData("AWS_ACCESS_KEY_ID=other AWS_SECRET_ACCESS_KEY=s", "KEY")]
    [InlineData("AWS_ACCESS_KEY_ID=other AWS_SECRET_ACCESS_KEY=s AWS_ENDPOINT_URL=http://all:1", "other")]
    [InlineData("AWS_ACCESS_KEY_ID=other AWS_ENDPOINT_URL=http://all:1", "KEY")]
    public void Keys_of_the_environment_are_for_an_endpoint_of_the_environment(string given, string key)
    {
        WriteServerFiles();
        var variables = Variables(given);

        var settings = ConnectionSettings.Resolve(null, null, folder, name => variables.GetValueOrDefault(name));

        Assert.Equal(key, settings.Connection.Credentials.AccessKeyId);
    }

    [Theory]
    [InlineData("X=1", "/home/me/.local/share/refrain")]
    [InlineData("XDG_DATA_HOME=/xdg", "/xdg/refrain")]
    [InlineData("XDG_DATA_HOME=/xdg REFRAIN_DATA_DIR=/mine", "/mine")]
    public void The_data_folder_is_found_as_other_programs_find_theirs(string given, string expected)
    {
        var variables = Variables($"HOME=/home/me {given}");

        Assert.Equal(expected, DataFolder.Resolve(null, name => variables.GetValueOrDefault(name)));
    }

    [Theory]
    [InlineData("{}", "'endpoint' is missing")]
    [InlineData("[1]", "it does not hold a JSON object")]
    [InlineData("""{"endpoint":"http://127.0.0.1:1","pid":"x","region":"r"}""", "'pid' is not a number")]
    public void A_damaged_server_file_is_an_error_with_a_remedy(string content, string why)
    {
        File.WriteAllText(Path.Combine(folder, "server.json"), content);

        var problem = Assert.Throws<CliException>(() => ConnectionSettings.Resolve(null, null, folder, _ => null));

        Assert.Contains(why, problem.Message);
        Assert.Contains("refrain serve", problem.Remedy);
    }

    [Fact]
    public async Task Without_a_server_the_error_says_how_to_start_one()
    {
        var run = await RefrainRun.OfAsync(null, ["pipeline", "list", "--data-dir", folder]);

        Assert.Equal(
            (ExitCode.Error, $"refrain: No server is running on {folder}. Start one with 'refrain serve', or name one with --endpoint-url or --data-dir.\n"),
            (run.Code, run.Error));
    }

    [Fact]
    public async Task A_server_that_went_away_is_named()
    {
        WriteServerFiles(port: UnusedPort());

        var run = await RefrainRun.OfAsync(null, ["pipeline", "list", "--data-dir", folder]);

        Assert.Equal(ExitCode.Error, run.Code);
        Assert.Contains("Nothing answers at http://127.0.0.1:", run.Error);
        Assert.EndsWith("Start a server with 'refrain serve', or name another with --endpoint-url.\n", run.Error);
    }

    [Theory]
    [InlineData("InvalidSignatureException")]
    [InlineData("UnrecognizedClientException")]
    public async Task Refused_credentials_say_where_the_right_ones_are(string code)
    {
        using var server = new FakeServer().On("ListPipelines", _ => FakeAnswer.Refuse(code, "The security token is invalid."));

        var run = await RefrainRun.OfAsync(server, "pipeline list");

        Assert.Equal(ExitCode.Error, run.Code);
        Assert.StartsWith($"refrain: {code}: The security token is invalid. The server does not take these credentials.", run.Error);
        Assert.Contains("credentials.json", run.Error);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    private static int UnusedPort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Dictionary<string, string> Variables(string given) =>
        given.Split(' ').Select(pair => pair.Split('=')).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);

    private void WriteServerFiles(int port = 4711)
    {
        File.WriteAllText(Path.Combine(folder, "server.json"), $$"""{"endpoint":"http://127.0.0.1:{{port}}","pid":1,"region":"eu-west-1","account":"123456789012"}""");
        File.WriteAllText(Path.Combine(folder, "credentials.json"), """{"accessKeyId":"KEY","secretAccessKey":"secret"}""");
    }
}
