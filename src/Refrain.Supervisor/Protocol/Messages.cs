namespace Refrain.Supervisor.Protocol;

/// <summary>
/// What travels over the supervisor's socket: one JSON object a line, requests one way, replies and notices the other. This file is compiled into both
/// ends, so there is one text of the protocol and no reference between the two programs.
/// </summary>
internal sealed record Request
{
    /// <summary>One of <see cref="Operations"/>.</summary>
    public required string Operation { get; init; }

    /// <summary>Chosen by the caller, above 0, and repeated in the reply.</summary>
    public required long Id { get; init; }

    /// <summary>The job's name: the name of its folder below <c>jobs</c>.</summary>
    public string? Job { get; init; }

    /// <summary>What to start (<see cref="Operations.Start"/>).</summary>
    public LaunchOrder? Order { get; init; }

    /// <summary>Seconds between SIGTERM and SIGKILL (<see cref="Operations.Stop"/>); the order's own when absent.</summary>
    public int? GraceSeconds { get; init; }

    /// <summary>True: <see cref="Operations.Shutdown"/> ends the jobs that still run instead of being refused.</summary>
    public bool Force { get; init; }
}

/// <summary>What a caller may ask.</summary>
internal static class Operations
{
    /// <summary>Starts a job, or finds it; the caller is told when it ends.</summary>
    public const string Start = "start";

    /// <summary>Tells whether a job runs or how it ended.</summary>
    public const string Status = "status";

    /// <summary>As <see cref="Status"/>, and the caller is told when it ends.</summary>
    public const string Wait = "wait";

    /// <summary>SIGTERM now, SIGKILL later.</summary>
    public const string Stop = "stop";

    /// <summary>Answers.</summary>
    public const string Ping = "ping";

    /// <summary>Ends the supervisor.</summary>
    public const string Shutdown = "shutdown";
}

/// <summary>An answer, or (with <see cref="Id"/> 0) the notice that a job has ended.</summary>
internal sealed record Reply
{
    /// <summary>The request's number; 0 for a notice.</summary>
    public long Id { get; init; }

    /// <summary>The job that is spoken of.</summary>
    public string? Job { get; init; }

    /// <summary>One of <see cref="JobStates"/>; absent where no job is spoken of.</summary>
    public string? State { get; init; }

    /// <summary>How it ended, when it has.</summary>
    public ExitRecord? Exit { get; init; }

    /// <summary>Why the request could not be served; the request may be made again.</summary>
    public string? Error { get; init; }

    /// <summary>Linux's number of the error, where there is one.</summary>
    public int? ErrorNumber { get; init; }

    /// <summary>Jobs that live now (<see cref="Operations.Ping"/>, <see cref="Operations.Shutdown"/>).</summary>
    public int LiveJobs { get; init; }
}

/// <summary>What is known of a job.</summary>
internal static class JobStates
{
    /// <summary>Never started.</summary>
    public const string Unknown = "unknown";

    /// <summary>It lives.</summary>
    public const string Running = "running";

    /// <summary>It has ended and its exit record is on disk.</summary>
    public const string Ended = "ended";
}

/// <summary>A process to start: file, arguments (the first is the program's name), the whole environment, and what to watch over.</summary>
internal sealed record LaunchOrder
{
    /// <summary>Absolute path of the program.</summary>
    public required string File { get; init; }

    /// <summary>Arguments, beginning with the program's name for itself.</summary>
    public required string[] Arguments { get; init; }

    /// <summary>The whole environment, <c>NAME=value</c>; nothing is added.</summary>
    public required string[] Environment { get; init; }

    /// <summary>Working directory.</summary>
    public required string Directory { get; init; }

    /// <summary>A first line for the job's log, if any.</summary>
    public string? Note { get; init; }

    /// <summary>What the supervisor keeps to.</summary>
    public required JobTerms Terms { get; init; }
}

/// <summary>What the supervisor must know of a job after the start, also one that comes after a crash.</summary>
internal sealed record JobTerms
{
    /// <summary>Where stdout and stderr are appended.</summary>
    public required string Log { get; init; }

    /// <summary>Seconds after which the job is stopped, counted from its start.</summary>
    public required int MaxRuntimeSeconds { get; init; }

    /// <summary>Seconds between SIGTERM and SIGKILL.</summary>
    public required int GraceSeconds { get; init; }

    /// <summary>Processes between the supervisor and the job's own first process (a sandbox's outer process, its pid 1); those are never sent SIGTERM.</summary>
    public required int Wrappers { get; init; }

    /// <summary>Beginnings of a last log line by which the launcher says that the program could not be started.</summary>
    public required string[] NotStartedPrefixes { get; init; }
}

/// <summary>How a job ended; also the content of its <c>exit.json</c>.</summary>
internal sealed record ExitRecord
{
    /// <summary>One of <see cref="Outcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Exit code, 128+N for signal N (<see cref="Outcomes.Exited"/>).</summary>
    public int Code { get; init; }

    /// <summary>Why (<see cref="Outcomes.NotStarted"/>, <see cref="Outcomes.Lost"/>).</summary>
    public string? Reason { get; init; }

    /// <summary>When the launcher was started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the job's main process ended.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>CPU seconds in user mode, launcher included; null when the job outlived the supervisor that started it.</summary>
    public double? UserSeconds { get; init; }

    /// <summary>CPU seconds in the kernel.</summary>
    public double? SystemSeconds { get; init; }

    /// <summary>Largest resident set of one process, KiB.</summary>
    public long? MaxResidentKib { get; init; }
}

/// <summary>The ways a job ends.</summary>
internal static class Outcomes
{
    /// <summary>By itself.</summary>
    public const string Exited = "exited";

    /// <summary>It never began.</summary>
    public const string NotStarted = "not-started";

    /// <summary>Nobody knows.</summary>
    public const string Lost = "lost";

    /// <summary>Somebody asked.</summary>
    public const string Stopped = "stopped";

    /// <summary>It ran longer than it may.</summary>
    public const string TimedOut = "timed-out";
}
