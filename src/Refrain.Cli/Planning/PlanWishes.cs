using System.Text.Json.Nodes;
using Refrain.Cli.Api;
using Refrain.Cli.Executions;

namespace Refrain.Cli.Planning;

/// <summary>The run that the user asks <c>plan</c> or <c>start</c> for, as written.</summary>
internal sealed record PlanWishes
{
    public const string Latest = "latest";
    public const string LatestSucceeded = "latest-succeeded";
    public const string None = "none";

    /// <summary>Name or ARN.</summary>
    public required string Pipeline { get; init; }

    public required RunWishes Run { get; init; }

    /// <summary>Selectors; a step that one of them chooses is chosen. Empty for every step.</summary>
    public IReadOnlyList<string> Select { get; init; } = [];

    /// <summary>Also run what lies between the chosen steps.</summary>
    public bool Close { get; init; }

    /// <summary>The reference execution in the user's words; null for the server's choice.</summary>
    public string? Reference { get; init; }

    /// <summary>Take nothing from a reference.</summary>
    public bool NoReference { get; init; }

    /// <summary>Texts like <c>Step@Execution</c>.</summary>
    public IReadOnlyList<string> Reuse { get; init; } = [];

    /// <summary>Take parameters that are not given from the reference.</summary>
    public bool ParametersFromReference { get; init; }

    /// <summary>The version of the pipeline; null for the latest.</summary>
    public int? Version { get; init; }

    /// <summary>The pipeline's name.</summary>
    public string Name => Pipeline[(Pipeline.LastIndexOf('/') + 1)..];

    /// <summary>All selectors as one; null when there is none. A comma binds least of all, so it may stand between any two.</summary>
    public string? Selector => Select.Count == 0 ? null : string.Join(',', Select);

    /// <summary>The request for the plan.</summary>
    /// <exception cref="CliException">The wishes make no sense, or name no one execution.</exception>
    public async Task<JsonObject> BodyAsync(ExecutionFinder finder, CancellationToken cancellationToken)
    {
        RequireSense();
        var body = new JsonObject();
        if (Version is { } version)
        {
            body["pipelineVersionId"] = version;
        }

        if (Selector is { } selector)
        {
            body["select"] = selector;
        }

        if (Close)
        {
            body["close"] = true;
        }

        if (NoReference || Reference is not null)
        {
            body["reference"] = NoReference ? None : await ExecutionAsync(Reference!, finder, cancellationToken); // one of the two, and not the first
        }

        var reuse = new List<JsonObject>();
        foreach (var text in Reuse)
        {
            reuse.Add(await ReusedAsync(text, finder, cancellationToken));
        }

        RunWishes.Add(body, "reuse", reuse);
        await Run.AddToAsync(body, cancellationToken);
        if (ParametersFromReference)
        {
            body["parametersFromReference"] = true;
        }

        return body;
    }

    /// <summary>The pipeline and the options that say the same.</summary>
    public IEnumerable<string> Words() =>
    [
        Pipeline,
        .. Selector is { } selector ? ["--select", selector] : (string[])[],
        .. Close ? ["--close"] : (string[])[],
        .. Reference is { } reference ? ["--reference", reference] : (string[])[],
        .. NoReference ? ["--no-reference"] : (string[])[],
        .. RunWishes.Repeated("--reuse", Reuse),
        .. Run.Words(),
        .. ParametersFromReference ? ["--parameters-from-reference"] : (string[])[],
        .. Version is { } version ? ["--version", $"{version}"] : (string[])[],
    ];

    /// <summary>The wishes that no AWS operation has members for, as the options are called.</summary>
    public IReadOnlyList<string> BeyondAws() =>
    [
        .. Select.Where(text => !IsNames(text)).Select(text => $"--select {ShellWords.Quote(text)}"),
        .. Run.BeyondAws(),
        .. Close ? ["--close"] : (string[])[],
        .. Reference is LatestSucceeded or $"@{LatestSucceeded}" ? [$"--reference {Reference}"] : (string[])[],
        .. Reuse.Count > 0 ? ["--reuse"] : (string[])[],
        .. ParametersFromReference ? ["--parameters-from-reference"] : (string[])[],
    ];

    private void RequireSense()
    {
        if (Reference is not null && NoReference)
        {
            throw new CliException("--reference and --no-reference exclude each other.", "Leave one of them out.", ExitCode.Usage);
        }

        if (Select.Count == 0 && Run.Exclude.Count == 0 && !ParametersFromReference && (Reference is not null || NoReference))
        {
            throw new CliException(
                "A reference execution is of use only for selected steps, and none is named.",
                "Add --select STEP, or leave --reference and --no-reference out.",
                ExitCode.Usage);
        }
    }

    // What the server chooses itself goes to it as it is: it sees all executions at one moment.
    private async Task<string> ExecutionAsync(string words, ExecutionFinder finder, CancellationToken cancellationToken) => words switch
    {
        Latest or $"@{Latest}" => Latest,
        LatestSucceeded or $"@{LatestSucceeded}" => LatestSucceeded,
        None => None,
        _ when words == $"{Name}@{Latest}" => Latest,
        _ => await finder.FindAsync(words, Name, cancellationToken),
    };

    private async Task<JsonObject> ReusedAsync(string text, ExecutionFinder finder, CancellationToken cancellationToken) =>
        text.Split('@', 2) is [{ Length: > 0 } step, { Length: > 0 } execution] && execution is not None
            ? new JsonObject { ["stepName"] = step, ["execution"] = await ExecutionAsync(execution, finder, cancellationToken) }
            : throw new CliException($"'{text}' is no --reuse.", "Write --reuse STEP@EXECUTION, for example --reuse Train@latest-succeeded.", ExitCode.Usage);

    private static bool IsNames(string selector) => selector
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .All(name => name is not ("and" or "or" or "not") && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'));
}
