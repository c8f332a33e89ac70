using System.Globalization;
using System.Text.Json.Nodes;

namespace Refrain.Benchmarks;

/// <summary>From the call of StartPipelineExecution to the first process of a selective run of one step in the middle: the step prints the time it runs at.</summary>
internal static class SelectiveStart
{
    public static async Task RunAsync(int steps, int runs)
    {
        Console.WriteLine($"one selected step of {steps}, {runs} runs each, milliseconds from the call to the step's program: median, p99");
        foreach (var isolation in new[] { "none", "auto" })
        {
            using var server = new MeasuredServer(isolation);
            await server.CreatePipelineAsync("Chain", Pipelines.Chain(steps, "/bin/date", "+%s%N"));
            var reference = await server.StartAsync("Chain");
            await server.EndAsync(reference);
            var figures = new Figures();
            for (var run = 0; run < runs + 5; run++)
            {
                var called = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;
                var execution = await server.StartAsync("Chain", Selecting($"S{steps / 2}", reference));
                await server.EndAsync(execution);
                var ran = double.Parse(server.LastLine(execution, $"S{steps / 2}"), CultureInfo.InvariantCulture) / 1e6;
                if (run >= 5)
                {
                    figures.Add(ran - called); // the first five warm the server up
                }
            }

            Console.WriteLine($"  --isolation {isolation,-5} {figures.Median:0.0}, {figures.Quantile(0.99):0.0}");
        }
    }

    private static JsonObject Selecting(string step, string reference) => new()
    {
        ["SourcePipelineExecutionArn"] = reference,
        ["SelectedSteps"] = new JsonArray(new JsonObject { ["StepName"] = step }),
    };
}
