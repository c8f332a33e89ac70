using System.Collections.Concurrent;
using System.Globalization;
using Refrain.Transform.Filtering;
using Refrain.Transform.Plan;
using Refrain.Transform.Serving;

namespace Refrain.Transform;

/// <summary>One transform job: every object of the input goes through the model. An object that fails leaves no output; the others do all the same.</summary>
internal sealed class TransformRun(TransformPlan plan, JobPlaces places, TextWriter log, TimeProvider clock)
{
    private const int MostToldFailures = 5;

    private readonly ConcurrentDictionary<string, string> failures = new(StringComparer.Ordinal);

    /// <summary>Runs it.</summary>
    /// <exception cref="TransformException">The model could not be served, or an object failed; the text is the job's failure.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var processing = DataProcessing.Of(plan); // before anything is started: a wrong filter is known at once
        await using var model = await ServedModel.StartAsync(plan, places, clock, cancellationToken);
        var terms = RunTerms.Of(plan, await model.ParametersAsync(cancellationToken));
        log.WriteLine($"refrain-transform: {terms.MaxConcurrent} at once, {(terms.IsSingle ? "SingleRecord" : "MultiRecord")}, at most {terms.MaxPayloadInMB} MB a request");
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = TransformAllAsync(model, terms, processing, leave.Token);
        var watch = model.WatchAsync(leave.Token);
        var first = await Task.WhenAny(work, watch);
        await leave.CancelAsync();
        try
        {
            await first;
        }
        finally
        {
            // The other one has been told to end; its objects are not to be written to when we leave.
            await Task.WhenAll(work, watch).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        if (!failures.IsEmpty)
        {
            throw new TransformException(Failed());
        }
    }

    private async Task TransformAllAsync(ServedModel model, RunTerms terms, DataProcessing? processing, CancellationToken cancellationToken)
    {
        var root = places.OnHost(plan.Input);
        var objects = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file)).Order(StringComparer.Ordinal).ToList();
        using var slots = new SemaphoreSlim(terms.MaxConcurrent);
        var transform = new ObjectTransform(plan, terms, processing, model, slots);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = terms.MaxConcurrent, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(objects.Select((path, index) => (path, index)), parallel, async (one, token) => await TransformAsync(transform, one.path, one.index, token));
    }

    private async Task TransformAsync(ObjectTransform transform, string path, int number, CancellationToken cancellationToken)
    {
        var unfinished = Path.Combine(places.OnHost(plan.Output) + ".unfinished", number.ToString(CultureInfo.InvariantCulture));
        var target = Path.Combine(places.OnHost(plan.Output), plan.OutputFolder, path + ".out");
        Directory.CreateDirectory(Path.GetDirectoryName(unfinished)!); // it has a folder before it
        Directory.CreateDirectory(Path.GetDirectoryName(target)!); // it lies below the output
        try
        {
            var requests = await transform.RunAsync(Path.Combine(places.OnHost(plan.Input), path), unfinished, cancellationToken);
            File.Move(unfinished, target, overwrite: true);
            log.WriteLine($"refrain-transform: {path}: done, {requests} requests");
        }
        catch (TransformException problem)
        {
            failures[path] = problem.Message;
            log.WriteLine($"refrain-transform: {path} failed: {problem.Message}");
        }
    }

    private string Failed()
    {
        var told = failures.OrderBy(one => one.Key, StringComparer.Ordinal).Take(MostToldFailures).Select(one => $"{one.Key}: {one.Value}");
        return $"{failures.Count} of the input objects could not be transformed. {string.Join("; ", told)}{(failures.Count > MostToldFailures ? "; ..." : "")}";
    }
}
