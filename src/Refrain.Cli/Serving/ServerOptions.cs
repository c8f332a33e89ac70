using System.CommandLine;

namespace Refrain.Cli.Serving;

/// <summary>The server's options: the command line checks and explains them, the server heeds them.</summary>
internal sealed class ServerOptions
{
    public ServerOptions()
    {
        Isolation.AcceptOnlyFromAmong("auto", "none");
        VersionRule.AcceptOnlyFromAmong("name-and-type", "unchanged-upstream", "same-version");
        LogFormat.AcceptOnlyFromAmong("text", "json");
        CacheIdentity.AcceptOnlyFromAmong("aws", "content");
    }

    public Option<string?> Urls { get; } = new("--urls") { HelpName = "URL", Description = "Address to listen at [default: http://127.0.0.1:0, a free port of this machine]" };

    public Option<string[]> HostName { get; } = new("--host-name")
    {
        HelpName = "NAME",
        Description = "A DNS name of this server, so that bucket.NAME is known for a bucket; may be given several times [localhost always is]",
    };

    public Option<string?> DataDir { get; } = new("--data-dir")
    {
        HelpName = "DIR",
        Description = "Where everything is kept [otherwise: $REFRAIN_DATA_DIR, ~/.local/share/refrain]",
    };

    public Option<bool> AllowAnyCredentials { get; } = new("--allow-any-credentials") { Description = "Take any access key; for throw-away servers on loopback" };

    public Option<string?> Isolation { get; } = new("--isolation")
    {
        HelpName = "auto|none",
        Description = "How jobs are kept apart: the best this machine allows [default: auto], or not at all",
    };

    public Option<string?> Images { get; } = new("--images") { HelpName = "FILE", Description = "Your entries of the image catalogue, docs/jobs.md [otherwise: images.json in the data folder]" };

    public Option<string?> Account { get; } = new("--account") { HelpName = "ID", Description = "Account in ARNs, 12 digits [default: 123456789012]" };

    public Option<string?> VersionRule { get; } = new("--selective-version-rule")
    {
        HelpName = "RULE",
        Description = "Which reference executions selective execution takes: name-and-type (default), unchanged-upstream or same-version",
    };

    public Option<string?> CacheIdentity { get; } = new("--cache-identity")
    {
        HelpName = "aws|content",
        Description = "What makes two runs of a step the same to its cache: the URIs of code and inputs [default: aws], or their bytes",
    };

    public Option<int?> MaxJobs { get; } = new("--max-jobs")
    {
        HelpName = "N",
        Description = "Jobs that run at once, of all executions together; 0: none is started [default: two for each CPU, at least 4]",
    };

    public Option<int?> MaxCpus { get; } = new("--max-cpus")
    {
        HelpName = "N",
        Description = "CPUs that jobs may claim together: one each, or what the step's tag refrain:cpus says [default: two for each of the machine's, at least 4]",
    };

    public Option<int?> MaxMemory { get; } = new("--max-memory")
    {
        HelpName = "MIB",
        Description = "MiB of memory that jobs may claim together: 512 each, or what the step's tag refrain:memory-mib says [default: the machine's]",
    };

    public Option<string[]> Limit { get; } = new("--limit")
    {
        HelpName = "NAME=NUMBER",
        Description = "Another number for one of the limits of docs/wire-compatibility.md; may be given several times",
    };

    public Option<string[]> KeepExecutions { get; } = new("--keep-executions")
    {
        HelpName = "[PIPELINE=]N",
        Description = "Keep so many of the newest ended executions of each pipeline, or of this one [default: all]; may be given several times",
    };

    public Option<string[]> KeepDays { get; } = new("--keep-days")
    {
        HelpName = "[PIPELINE=]N",
        Description = "Keep the executions that ended in the last so many days [default: all]; one goes only when neither number keeps it",
    };

    public Option<string?> GarbageHours { get; } = new("--gc-hours") { HelpName = "N", Description = "Collect garbage so often [default: 6]; 0: only when 'refrain gc' asks" };

    public Option<string?> LogFormat { get; } = new("--log-format") { HelpName = "text|json", Description = "How the log on standard error is written: lines to read [default: text], or a JSON object in each line" };

    public Option<string?> Certificate { get; } = new("--certificate") { HelpName = "FILE", Description = "PEM certificate for an https address" };

    public Option<string?> CertificateKey { get; } = new("--certificate-key") { HelpName = "FILE", Description = "PEM key of the certificate" };

    public Option<bool> InsecureHttp { get; } = new("--insecure-http") { Description = "Listen without encryption where other machines can reach it" };

    public Option<string[]> CallbackHost { get; } = new("--callback-host")
    {
        HelpName = "HOST",
        Description = "Let Callback steps post their messages to programs at this host; may be given several times",
    };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Log more than warnings" };

    public IReadOnlyList<Option> All =>
    [
        Urls, HostName, DataDir, AllowAnyCredentials, Isolation, Images, Account, VersionRule, CacheIdentity, MaxJobs, MaxCpus, MaxMemory, Limit, KeepExecutions, KeepDays,
        GarbageHours, Certificate, CertificateKey, InsecureHttp, CallbackHost, LogFormat, Verbose,
    ];

    /// <summary>The options that were given, as the server reads them.</summary>
    public IReadOnlyList<string> Given(ParseResult parsed)
    {
        var given = new List<string>();
        foreach (var option in All)
        {
            if (parsed.GetResult(option) is { Implicit: false } result)
            {
                given.AddRange(result.Tokens.Count == 0 ? [option.Name] : result.Tokens.SelectMany(token => new[] { option.Name, token.Value }));
            }
        }

        return given;
    }
}
