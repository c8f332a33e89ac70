using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Refrain.Benchmarks;

/// <summary>
/// Many executions of a chain of two steps at once. All are started on a server that may run no job, so all wait; then the server starts again, finds them and
/// shares out its slots. What is told of fairness are shares of the whole time: they do not depend on the machine.
/// </summary>
internal static class ManyExecutions
{
    public static async Task RunAsync(int executions, int jobs)
    {
        using var data = new DataFolder();
        var (arns, kib) = await AllWaitingAsync(data, executions);
        var watch = Stopwatch.StartNew();
        using var server = new MeasuredServer("none", data, "--max-jobs", $"{jobs}", "--max-cpus", $"{jobs}", "--limit", "running-executions=1000000");
        var ready = watch.Elapsed.TotalSeconds;
        foreach (var arn in arns)
        {
            await server.EndAsync(arn, askEveryMilliseconds: 100);
        }

        var wall = watch.Elapsed.TotalSeconds - ready;
        var (first, second, end) = (new List<DateTimeOffset>(), new List<DateTimeOffset>(), new List<DateTimeOffset>());
        foreach (var arn in arns)
        {
            var steps = await server.CallAsync("ListPipelineExecutionSteps", new JsonObject { ["PipelineExecutionArn"] = arn, ["SortOrder"] = "Ascending" });
            var (one, two) = (steps.GetProperty("PipelineExecutionSteps")[0], steps.GetProperty("PipelineExecutionSteps")[1]);
            first.Add(Time(one, "StartTime"));
            second.Add(Time(two, "StartTime"));
            end.Add(Time(two, "EndTime"));
        }

        double Share(DateTimeOffset time) => (time - first.Min()) / (end.Max() - first.Min());
        Console.WriteLine($"{executions} executions of two steps of /bin/true, all waiting, then {jobs} jobs at a time");
        Console.WriteLine($"  an execution that waits          {kib:0.0} KiB of the server's memory");
        Console.WriteLine($"  the server is ready again after  {ready:0.0} s");
        Console.WriteLine($"  all have ended after             {wall:0.0} s more, {wall * 1000 / (2 * executions):0.0} ms a step");
        Console.WriteLine($"  shares of that time              last first step begins {Share(first.Max()):0.00}, first second step begins {Share(second.Min()):0.00}, first execution ends {Share(end.Min()):0.00}");
        Console.WriteLine($"  last end / first end             {1 / Share(end.Min()):0.00}");
    }

    private static async Task<(List<string> Arns, double KibEach)> AllWaitingAsync(DataFolder data, int executions)
    {
        using var server = new MeasuredServer("none", data, "--max-jobs", "0", "--limit", "running-executions=1000000");
        await server.CreatePipelineAsync("Two", Pipelines.Chain(2, "/bin/true"));
        var arns = new List<string>();
        for (var warm = 0; warm < executions / 10; warm++)
        {
            arns.Add(await server.StartAsync("Two"));
        }

        var before = server.ResidentKib();
        while (arns.Count < executions)
        {
            arns.Add(await server.StartAsync("Two"));
        }

        return (arns, (server.ResidentKib() - before) / (executions * 0.9));
    }

    private static DateTimeOffset Time(JsonElement step, string member) =>
        DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(step.GetProperty(member).GetDouble());
}
