using System.CommandLine;
using System.Text.RegularExpressions;
using Refrain.Aws;
using Refrain.Aws.S3;
using Refrain.Cli.CommandLine;
using Refrain.Cli.Connecting;

namespace Refrain.Cli.Shells;

/// <summary><c>refrain env</c>: what a shell must know so that AWS's own clients talk to this server.</summary>
internal static partial class EnvCommand
{
    public static Command Create(CliHost host, ConnectionOptions connection)
    {
        var shell = new Option<string?>("--shell") { HelpName = "SHELL", Description = "bash, fish, powershell or json [otherwise: what $SHELL names]" };
        shell.AcceptOnlyFromAmong([.. ShellText.Shells]);
        var bucket = new Option<string?>("--bucket") { HelpName = "NAME", Description = "Default bucket of the SageMaker SDK [default: refrain-REGION]" };
        var create = new Option<bool>("--create-bucket") { Description = "Make that bucket when it is not there" };
        var command = new CliCommand(
            "env",
            "Print the variables that make boto3, the SageMaker SDK and the AWS command line talk to this server, and write the SDK's defaults file. The output holds the server's keys.",
            "eval \"$(refrain env)\"    # for this shell",
            "refrain env --shell fish --bucket my-data --create-bucket | source",
            "refrain env --shell json")
        {
            shell, bucket, create,
        };
        command.Connects(host, connection, async (session, parsed, cancellationToken) =>
        {
            var at = session.Settings.Connection;
            var name = parsed.GetValue(bucket) ?? $"refrain-{at.Region}";
            if (!BucketName().IsMatch(name))
            {
                throw new CliException($"'{name}' is no name of a bucket.", "Use 3 to 63 lower-case letters, digits and hyphens.", ExitCode.Usage);
            }

            if (parsed.GetValue(create))
            {
                await MakeBucketAsync(new S3Client(session.Http, at, host.Time), name, cancellationToken);
            }

            var defaults = SdkDefaults.PathIn(connection.Folder(host, parsed), host.Variable);
            SdkDefaults.Write(defaults, SdkDefaults.Text(name));
            host.Out.WriteLine(ShellText.Write(parsed.GetValue(shell) ?? ShellText.Of(host.Variable("SHELL")), Variables(at, defaults)));
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<(string Name, string? Value)> Variables(AwsConnection at, string defaults) =>
    [
        ("AWS_ENDPOINT_URL", Address(at.Endpoint)),
        ("AWS_REGION", at.Region),
        ("AWS_DEFAULT_REGION", at.Region),
        ("AWS_ACCESS_KEY_ID", at.Credentials.AccessKeyId),
        ("AWS_SECRET_ACCESS_KEY", at.Credentials.SecretAccessKey),
        ("AWS_SESSION_TOKEN", at.Credentials.SessionToken), // one of another session would spoil these keys
        ("SAGEMAKER_USER_CONFIG_OVERRIDE", defaults),
    ];

    // By a number, since the JavaScript SDK puts the bucket's name before any other host.
    private static string Address(Uri endpoint) => new UriBuilder(endpoint) { Host = endpoint.Host == "localhost" ? "127.0.0.1" : endpoint.Host }.Uri.GetLeftPart(UriPartial.Path).TrimEnd('/');

    private static async Task MakeBucketAsync(S3Client s3, string bucket, CancellationToken cancellationToken)
    {
        if (!await s3.BucketExistsAsync(bucket, cancellationToken))
        {
            await s3.CreateBucketAsync(bucket, cancellationToken);
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketName();
}
