using System.Security.Cryptography;
using System.Text.Json;

namespace Refrain.Campaign;

/// <summary>What must hold when all executions have ended, whoever was killed when: read from the API, the database, the disk, the marks, the processes.</summary>
internal sealed class Invariants(CampaignServer server, Marks marks, Workload workload, Runs runs)
{
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(60);

    private readonly List<string> findings = [];

    public IReadOnlyDictionary<string, int> Executions { get; private set; } = new Dictionary<string, int>();

    public IReadOnlyDictionary<string, int> Attempts { get; private set; } = new Dictionary<string, int>();

    public int Objects { get; private set; }

    public async Task<IReadOnlyList<string>> FindAsync(CancellationToken cancellationToken)
    {
        using var ledger = new Ledger(server.Data);
        CheckExecutions(ledger);
        var histories = ledger.Executions().ToDictionary(execution => execution.Id, execution => ledger.Events(execution.Id));
        CheckAttempts([.. histories.SelectMany(history => Attempt.Of(history.Key, history.Value))]);
        foreach (var (arn, _) in runs.All)
        {
            var id = arn[(arn.LastIndexOf('/') + 1)..];
            CheckReports(arn, histories[id], await runs.StepsAsync(arn, cancellationToken), ledger.Reports(id));
        }

        await CheckObjectsAsync(ledger, histories.Values, cancellationToken);
        await CheckLeftoversAsync();
        Require(ledger.Integrity() is "ok", $"the database is damaged: {ledger.Integrity()}");
        findings.AddRange(server.Said.Where(IsTrouble).Take(10).Select(line => $"the server said: {line}"));
        return findings;
    }

    private void CheckExecutions(Ledger ledger)
    {
        var recorded = ledger.Executions();
        Executions = recorded.CountBy(execution => execution.Status).ToDictionary();
        var told = runs.All.ToDictionary(run => run.Key[(run.Key.LastIndexOf('/') + 1)..], run => run.Value);
        findings.AddRange(told.Keys.Except(recorded.Select(one => one.Id)).Select(id => $"lost: a caller was told of execution {id}, which is not there"));
        findings.AddRange(recorded.Select(one => one.Id).Except(told.Keys).Select(id => $"doubled: execution {id} was started, and no caller was told of it"));
        foreach (var (id, status, length) in recorded)
        {
            Require(status is not ("Executing" or "Stopping"), $"hanging: execution {id} is {status}");
            Require(length == ledger.Events(id).Count, $"execution {id} has {ledger.Events(id).Count} events and a recorded length of {length}");
            Require(!told.TryGetValue(id, out var run) || run.MayBe(status), $"execution {id} of {run} ended as {status}: {Reasons(ledger.Events(id))}");
        }
    }

    private static string Reasons(IEnumerable<JsonElement> events) => string.Join("; ", events
        .Where(happened => Attempt.Name(happened) == "StepFailed").Select(failed => $"{failed.GetProperty("step")}: {failed.GetProperty("reason")}"));

    private void CheckAttempts(List<Attempt> attempts)
    {
        Attempts = attempts.CountBy(attempt => attempt.Ending ?? "open").ToDictionary();
        var starts = marks.Started.CountBy(job => job).ToDictionary();
        var ends = marks.Ended.ToLookup(end => end.Job, end => end.Code);
        findings.AddRange(attempts.SelectMany(attempt => attempt.Findings(starts.GetValueOrDefault(attempt.Job), [.. ends[attempt.Job]])));
        findings.AddRange(starts.Keys.Except(attempts.Select(attempt => attempt.Job)).Select(job => $"doubled: job {job} ran, and no attempt is recorded for it"));
        findings.AddRange(attempts.CountBy(attempt => (attempt.Execution, attempt.Step, attempt.Number)).Where(one => one.Value > 1).Select(one => $"doubled: {one.Key} was launched {one.Value} times"));
    }

    /// <summary>The fold of the history, the saved reports and the list that callers get say the same.</summary>
    private void CheckReports(string arn, IReadOnlyList<JsonElement> history, IReadOnlyList<JsonElement> listed, IReadOnlyList<(string Step, string Status)> saved)
    {
        var folded = history.Select(happened => (Step: happened.TryGetProperty("step", out var step) ? step.GetString()! : "", Status: Attempt.Name(happened) switch
        {
            "StepSucceeded" or "StepCacheHit" => "Succeeded",
            "StepFailed" => "Failed",
            "StepStopped" => "Stopped",
            _ => "",
        })).Where(one => one.Status.Length > 0).Order().ToList();
        var own = listed.Where(step => !step.TryGetProperty("SelectiveExecutionResult", out _))
            .Select(step => (step.GetProperty("StepName").GetString()!, step.GetProperty("StepStatus").GetString()!)).Order().ToList(); // members that every step has
        Require(folded.SequenceEqual(own), $"{arn}: its history says {string.Join(' ', folded)}, ListPipelineExecutionSteps {string.Join(' ', own)}");
        Require(folded.SequenceEqual(saved.Order()), $"{arn}: its history says {string.Join(' ', folded)}, its saved reports {string.Join(' ', saved.Order())}");
    }

    private async Task CheckObjectsAsync(Ledger ledger, IEnumerable<IReadOnlyList<JsonElement>> histories, CancellationToken cancellationToken)
    {
        var recorded = histories.SelectMany(history => history).Where(happened => happened.TryGetProperty("result", out _))
            .SelectMany(happened => happened.GetProperty("result").TryGetProperty("outputs", out var outputs) ? outputs.EnumerateArray().ToList() : [])
            .SelectMany(output => output.GetProperty("content").GetProperty("entries").EnumerateArray())
            .Select(entry => (Key: "a recorded output", Blob: entry.GetProperty("blob").GetString()!, Size: entry.GetProperty("size").GetInt64())); // as stored
        var all = ledger.Objects().Concat(recorded).DistinctBy(one => one.Blob).ToList();
        foreach (var (key, blob, size) in all)
        {
            var file = new FileInfo(Path.Combine(server.Data, "objects", "blobs", blob[..2], blob[2..]));
            if (!file.Exists || file.Length != size)
            {
                findings.Add($"{key} points at blob {blob} of {size} bytes; there are {(file.Exists ? file.Length : "none")}");
                continue;
            }

            await using var bytes = file.OpenRead();
            var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancellationToken));
            Require(digest == blob, $"{key} points at blob {blob}, whose bytes are {digest}");
            Objects++;
        }
    }

    /// <summary>Forgetting comes right after the record of an end; a moment is allowed for it.</summary>
    private async Task CheckLeftoversAsync()
    {
        string[] folders = ["jobs", "trash", Path.Combine("objects", "incoming")];
        IEnumerable<string> Left() => folders.Select(folder => Path.Combine(server.Data, folder)).Where(Directory.Exists).SelectMany(Directory.GetFileSystemEntries);
        await Waiting.HoldsWithinAsync(() => !Left().Any() && ProcessList.WithVariable(workload.Variable).Count == 0, SettleLimit);
        findings.AddRange(Left().Select(path => $"left behind: {path}"));
        findings.AddRange(ProcessList.WithVariable(workload.Variable).Select(id => $"orphan: process {id}: {File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ')}"));
    }

    private static bool IsTrouble(string line) =>
        line.Contains("fail: ", StringComparison.Ordinal) || line.Contains("crit: ", StringComparison.Ordinal) || line.Contains("parked", StringComparison.Ordinal)
        || line.Contains("Unhandled exception", StringComparison.Ordinal) || line.Contains("   at ", StringComparison.Ordinal);

    private void Require(bool holds, string finding)
    {
        if (!holds)
        {
            findings.Add(finding);
        }
    }
}
