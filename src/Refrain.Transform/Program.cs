using System.Runtime.InteropServices;
using System.Text.Json;
using Refrain.Transform.Plan;

namespace Refrain.Transform;

/// <summary>
/// <c>refrain-transform PLAN</c>: the main process of a transform job. It starts what serves the model, feeds it the input, puts the output down, and ends
/// what it started.
/// </summary>
internal static class Program
{
    private const int Failed = 1;
    private const int BadUsage = 2;
    private const int Terminated = 143;

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [var path])
        {
            await Console.Error.WriteLineAsync("usage: refrain-transform PLAN");
            return BadUsage;
        }

        using var stop = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        var places = JobPlaces.Here();
        try
        {
            var plan = JsonSerializer.Deserialize(await File.ReadAllBytesAsync(path, stop.Token), PlanJson.Default.TransformPlan)
                ?? throw new TransformException($"{path} holds no plan.");
            await new TransformRun(plan, places, TextWriter.Synchronized(Console.Out), TimeProvider.System).RunAsync(stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Terminated;
        }
        catch (TransformException problem)
        {
            return Fail(places, problem.Message);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or JsonException)
        {
            return Fail(places, $"The job's files cannot be read or written: {refused.Message}");
        }
    }

    /// <summary>Leaves the reason where a job says why it failed; what a serving process said of itself stands before ours.</summary>
    private static int Fail(JobPlaces places, string reason)
    {
        var file = places.OnHost("/opt/ml/output/failure");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!); // it has a folder before it
        var own = File.Exists(file) ? File.ReadAllText(file).Trim() : "";
        File.WriteAllText(file, own.Length == 0 ? reason : $"{own} ({reason})");
        Console.Error.WriteLine($"refrain-transform: {reason}");
        return Failed;
    }
}
