using System.Diagnostics;
using Refrain.Journey.Tests;

namespace Refrain.Conformance.Tests;

/// <summary>A program of somebody else's that speaks to AWS. Where it is not installed, tests skip and say so; in CI they fail.</summary>
internal sealed class ClientProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly string file;
    private readonly string[] first;

    private ClientProgram(string file, params string[] first) => (this.file, this.first) = (file, first);

    /// <summary>Debian's interpreter: an earlier one on PATH may lack Debian's packages.</summary>
    public static ClientProgram Python => Find("/usr/bin/python3", "python3-boto3", "-c", "import boto3");

    /// <summary>Debian's AWS CLI.</summary>
    public static ClientProgram AwsCli => Find("/usr/bin/aws", "awscli", "--version");

    /// <summary>A shell.</summary>
    public static ClientProgram Bash => Find(OnPath("bash"), "bash", "--version");

    /// <summary>rclone.</summary>
    public static ClientProgram Rclone => Find("/usr/bin/rclone", "rclone", "version");

    /// <summary>s3cmd.</summary>
    public static ClientProgram S3cmd => Find("/usr/bin/s3cmd", "s3cmd", "--version");

    /// <summary>Node.js.</summary>
    public static ClientProgram Node => Find(OnPath("node"), "nodejs and npm", "--version");

    /// <summary>The package manager of Node.js.</summary>
    public static ClientProgram Npm => Find(OnPath("npm"), "nodejs and npm", "--version");

    /// <summary>The same program with arguments that every call begins with.</summary>
    public ClientProgram With(params string[] arguments) => new(file, [.. first, .. arguments]);

    /// <summary>Runs it to its end in a folder, with the server's environment, and insists that it succeeds.</summary>
    public async Task<string> SucceedAsync(BuiltServer server, string folder, params string[] arguments)
    {
        var run = await RunAsync(server.ClientEnvironment, folder, arguments);
        Assert.True(run.ExitCode == 0, $"{file} {string.Join(' ', first.Concat(arguments))}: {run}");
        return run.Output;
    }

    /// <summary>Runs it to its end in a folder.</summary>
    public async Task<ProgramRun> RunAsync(IReadOnlyDictionary<string, string> environment, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, [.. first, .. arguments])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start.");
        process.StandardInput.Close();
        return await ProgramRun.ToEndAsync(process, Limit);
    }

    private static string OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ?? $"/usr/bin/{name}";

    private static ClientProgram Find(string file, string package, params string[] probe)
    {
        var problem = File.Exists(file) && Works(file, probe) ? null : $"{file} of {package} is not installed; ./test as root installs it";
        Assert.SkipWhen(problem is not null && Environment.GetEnvironmentVariable("CI") != "true", problem ?? "");
        Assert.True(problem is null, problem);
        return new ClientProgram(file);
    }

    private static bool Works(string file, string[] probe)
    {
        using var process = Process.Start(new ProcessStartInfo(file, probe) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{file} did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
