using System.Globalization;
using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Core.Planning;
using Refrain.Engine.Requests;
using Refrain.Runtimes.Local;

namespace Refrain.Server.Hosting;

/// <summary>How the log is written.</summary>
public enum LogFormat
{
    /// <summary>Lines to read.</summary>
    Text,

    /// <summary>A JSON object in each line.</summary>
    Json,
}

/// <summary>What the server is told on its command line.</summary>
public sealed record ServerOptions
{
    /// <summary>The text of <c>--help</c>.</summary>
    public const string Help =
        """
        Usage: refrain-server [options]
               refrain-server backup PLACE | restore PLACE | verify PLACE [--data-dir DIR] [--json]

          --urls URL                     where to listen (default http://127.0.0.1:0: a free port)
          --host-name NAME               a DNS name of this server: NAME/bucket/key and bucket.NAME/key reach the same object; may be
                                         given several times. Addresses, localhost and names without a dot need no telling
          --data-dir DIR                 where everything is kept (default $REFRAIN_DATA_DIR, else $XDG_DATA_HOME/refrain,
                                         else ~/.local/share/refrain)
          --account ID                   the account in ARNs, 12 digits (default 123456789012)
          --isolation auto|none          keep jobs apart from the host by the best means there is, or not at all
          --images FILE                  the operator's entries of the image catalogue (default images.json in the data folder,
                                         where it is there; docs/jobs.md)
          --selective-version-rule RULE  what a reference must share with the version that is started:
                                         name-and-type (default), unchanged-upstream or same-version
          --cache-identity aws|content   what makes two runs of a step the same to its cache: the URIs of code and inputs
                                         (aws, the default) or their bytes (content); the pipeline tag
                                         refrain:cache-identity wins
          --max-jobs N                   jobs that run at once, of all executions together; 0: none is started
                                         (default: two for each CPU, at least 4)
          --max-cpus N                   CPUs that they may claim together: one each, or as many as the step's tag
                                         refrain:cpus says (default: two for each CPU, at least 4)
          --max-memory MIB               memory that they may claim together: 512 MiB each, or as much as the step's tag
                                         refrain:memory-mib says (default: what the machine has)
          --limit NAME=NUMBER            another number for a limit, such as steps=5000; may be given several times.
                                         The names: docs/wire-compatibility.md, or give a wrong one
          --keep-executions [NAME=]N     keep so many of the newest executions of every pipeline, or of this one, that have
                                         ended; all (the default) keeps them all. May be given several times; for one
                                         pipeline it wins over its tag refrain:keep-executions, which wins over that for all
          --keep-days [NAME=]N           keep the executions that ended in the last so many days; the tag is refrain:keep-days.
                                         When both are said, an execution goes only when neither keeps it
          --callback-host HOST[:PORT]    let Callback steps post their messages to programs at this host; may be given several
                                         times. Without it they go to the server's own queues only
          --gc-hours N                   collect garbage so often (default 6); 0: only when 'refrain gc' asks
          --certificate FILE             PEM certificate (chain) for an https address; with --certificate-key FILE, its key
          --insecure-http                listen without encryption where other machines can reach it: for a network of your own,
                                         or behind a proxy that encrypts
          --allow-any-credentials        verify no signatures; on loopback only, for throw-away use
          --log-format text|json         how the log on stderr is written: lines to read (default), or one JSON object in each line
          --verbose                      say more on stderr
          --help                         this text

        Exit codes: 0 ended by a signal, 1 could not start, 2 wrong options.
        """;

    /// <summary>Where to listen.</summary>
    public ListenAddress Listen { get; init; } = ListenAddress.Default;

    /// <summary>The server's own names, for S3's virtual-host style.</summary>
    public ValueList<string> HostNames { get; init; } = [];

    /// <summary>Where everything is kept.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Verify no signatures.</summary>
    public bool AllowAnyCredentials { get; init; }

    /// <summary>Whether jobs are kept apart from the host.</summary>
    public IsolationMode Isolation { get; init; } = IsolationMode.Auto;

    /// <summary>The operator's entries of the image catalogue; null: <c>images.json</c> in the data folder, where there is one.</summary>
    public string? ImagesFile { get; init; }

    /// <summary>The account in ARNs.</summary>
    public string Account { get; init; } = "123456789012";

    /// <summary>R8's level.</summary>
    public ReferenceRule Rule { get; init; } = ReferenceRule.NameAndType;

    /// <summary>How steps are looked up in the cache, for pipelines whose tag does not say it.</summary>
    public CacheIdentity CacheIdentity { get; init; } = CacheIdentity.Aws;

    /// <summary>How much of everything is taken.</summary>
    public Limits Limits { get; init; } = Limits.Default;

    /// <summary>What jobs may take together.</summary>
    public JobCapacity Capacity { get; init; } = MachineCapacity();

    /// <summary>How long executions are kept.</summary>
    public ValueList<RetentionSetting> Retention { get; init; } = [];

    /// <summary>PEM file of the certificate for https.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file of its key.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>Listen unencrypted where other machines can reach it.</summary>
    public bool InsecureHttp { get; init; }

    /// <summary>Hosts that Callback steps may call besides the server's own queues.</summary>
    public ValueList<string> CallbackHosts { get; init; } = [];

    /// <summary>Hours between two collections of garbage; 0: none by itself.</summary>
    public int GarbageHours { get; init; } = 6;

    /// <summary>How the log is written.</summary>
    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    /// <summary>Say more.</summary>
    public bool Verbose { get; init; }

    /// <summary>Say how it is used, and nothing else.</summary>
    public bool ShowHelp { get; init; }

    /// <summary>Reads a command line; an option's value may follow it or stand behind an equals sign.</summary>
    /// <exception cref="UsageException">Something in it is not right.</exception>
    public static ServerOptions Parse(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        var options = new ServerOptions { DataDirectory = DefaultDataDirectory(environment) };
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var argument))
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var (name, given) = equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
            options = IsFlag(name) ? options.WithFlag(name, given) : options.With(name, () => given ?? Next(name, rest));
        }

        if (options is { AllowAnyCredentials: true, Listen.IsLoopback: false })
        {
            throw new UsageException(
                $"--allow-any-credentials goes with loopback only, and {options.Listen} can be reached from other machines. Leave one of the two out.");
        }

        options.RefuseUnsafe();
        return options;
    }

    private void RefuseUnsafe()
    {
        if ((Certificate is null) != (CertificateKey is null))
        {
            throw new UsageException("--certificate and --certificate-key belong together: give both, or neither.");
        }

        if (Listen.IsTls != (Certificate is not null))
        {
            throw new UsageException(Listen.IsTls
                ? $"{Listen} needs --certificate FILE and --certificate-key FILE."
                : $"{Listen} is not encrypted, and there is a certificate. Write https:// in --urls.");
        }

        if (Listen is { IsLoopback: false, IsTls: false } && !InsecureHttp)
        {
            throw new UsageException(
                $"{Listen} can be reached from other machines, and everything would go there unencrypted. Give --certificate and --certificate-key and an https address, "
                + "or say --insecure-http where something else encrypts.");
        }
    }

    private static bool IsFlag(string name) => name is "--allow-any-credentials" or "--insecure-http" or "--verbose" or "--help" or "-h";

    private static string Next(string name, Queue<string> rest) =>
        rest.TryDequeue(out var value) ? value : throw new UsageException($"{name} needs a value.");

    private static string DefaultDataDirectory(Func<string, string?> environment) =>
        environment("REFRAIN_DATA_DIR") is { Length: > 0 } own ? own
        : environment("XDG_DATA_HOME") is { Length: > 0 } xdg ? Path.Combine(xdg, "refrain")
        : Path.Combine(environment("HOME") is { Length: > 0 } home ? home : "/", ".local", "share", "refrain");

    private ServerOptions WithFlag(string name, string? given) => (name, given) switch
    {
        (_, not null) => throw new UsageException($"{name} takes no value."),
        ("--allow-any-credentials", _) => this with { AllowAnyCredentials = true },
        ("--insecure-http", _) => this with { InsecureHttp = true },
        ("--verbose", _) => this with { Verbose = true },
        _ => this with { ShowHelp = true },
    };

    private ServerOptions With(string name, Func<string> value) => name switch
    {
        "--urls" => this with { Listen = ListenAddress.Parse(value()) },
        "--host-name" => this with { HostNames = [.. HostNames, HostName(value())] },
        "--data-dir" => this with { DataDirectory = NotEmpty(name, value()) },
        "--images" => this with { ImagesFile = NotEmpty(name, value()) },
        "--account" => this with { Account = AccountId(value()) },
        "--isolation" => this with
        {
            Isolation = value() switch
            {
                "auto" => IsolationMode.Auto,
                "none" => IsolationMode.None,
                var other => throw new UsageException($"--isolation '{other}': expected auto or none."),
            },
        },
        "--selective-version-rule" => this with
        {
            Rule = value() switch
            {
                "name-and-type" => ReferenceRule.NameAndType,
                "unchanged-upstream" => ReferenceRule.UnchangedUpstream,
                "same-version" => ReferenceRule.SameVersion,
                var other => throw new UsageException($"--selective-version-rule '{other}': expected name-and-type, unchanged-upstream or same-version."),
            },
        },
        "--cache-identity" => this with { CacheIdentity = Identity(value()) },
        "--max-jobs" => this with { Capacity = Capacity with { Jobs = Number(name, value(), least: 0) } },
        "--max-cpus" => this with { Capacity = Capacity with { Cpus = Number(name, value(), least: 1) } },
        "--max-memory" => this with { Capacity = Capacity with { MemoryMib = Number(name, value(), least: 1) } },
        "--keep-executions" => this with { Retention = [.. Retention, Kept(name, value(), (pipeline, number) => new RetentionSetting(pipeline, number, null))] },
        "--keep-days" => this with { Retention = [.. Retention, Kept(name, value(), (pipeline, number) => new RetentionSetting(pipeline, null, number))] },
        "--log-format" => this with
        {
            LogFormat = value() switch
            {
                "text" => LogFormat.Text,
                "json" => LogFormat.Json,
                var other => throw new UsageException($"--log-format '{other}': expected text or json."),
            },
        },
        "--certificate" => this with { Certificate = NotEmpty(name, value()) },
        "--certificate-key" => this with { CertificateKey = NotEmpty(name, value()) },
        "--callback-host" => this with { CallbackHosts = [.. CallbackHosts, NotEmpty(name, value())] },
        "--gc-hours" => this with { GarbageHours = Hours(value()) },
        "--limit" => this with { Limits = WithLimit(value()) },
        _ => throw new UsageException($"Unknown option '{name}'."),
    };

    private static string HostName(string value) => Uri.CheckHostName(value) == UriHostNameType.Dns
        ? value
        : throw new UsageException($"--host-name '{value}': expected a DNS name such as refrain.example.com, without a scheme or a port.");

    /// <summary>Two jobs for each CPU: steps that wait for disk or network leave theirs to others. Memory cannot be lent like that.</summary>
    private static JobCapacity MachineCapacity()
    {
        var jobs = Math.Max(4, Environment.ProcessorCount * 2);
        var memoryMib = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024); // of the container, where there is one
        return new JobCapacity(jobs, jobs, (int)Math.Clamp(memoryMib, 1, int.MaxValue));
    }

    private static int Number(string name, string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new UsageException($"{name} '{text}': expected a whole number from {least} to {int.MaxValue}.");

    private Limits WithLimit(string text)
    {
        var (name, number) = text.Split('=', 2) is [var before, var after] ? (before, after) : (text, "");
        if (!LimitNames.All.Contains(name))
        {
            throw new UsageException($"--limit '{text}': expected NAME=NUMBER, where NAME is one of {string.Join(", ", LimitNames.All)}.");
        }

        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 && value <= LimitNames.Most(name)
            ? Limits.With(name, value)! // the name is one of them
            : throw new UsageException($"--limit '{text}': expected a whole number from 1 to {LimitNames.Most(name)}.");
    }

    private static RetentionSetting Kept(string name, string text, Func<string?, int, RetentionSetting> make)
    {
        var (pipeline, number) = text.Split('=', 2) is [var before, var after] ? (before, after) : (null, text);
        return pipeline is not "" && Core.Executions.Retention.TryParse(number, out var read)
            ? make(pipeline, read ?? 0)
            : throw new UsageException($"{name} '{text}': expected {Core.Executions.Retention.Words}, for one pipeline after its name and an equals sign.");
    }

    private static int Hours(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours <= 8_760 ? hours : throw new UsageException($"--gc-hours '{text}': expected a whole number from 0 to 8760.");

    private static string NotEmpty(string name, string value) => value.Length > 0 ? value : throw new UsageException($"{name} needs a value that is not empty.");

    private static CacheIdentity Identity(string text) =>
        CacheIdentities.TryParse(text, out var identity) ? identity.Value : throw new UsageException($"--cache-identity '{text}': expected {CacheIdentities.Words}.");

    private static string AccountId(string text) =>
        text.Length == 12 && text.All(char.IsAsciiDigit) ? text : throw new UsageException($"--account '{text}': expected 12 digits.");
}
