using System.IO.Compression;
using System.Text;
using Refrain.Transform.Filtering;
using Refrain.Transform.Plan;
using Refrain.Transform.Serving;
using Refrain.Transform.Splitting;

namespace Refrain.Transform;

/// <summary>Transforms one object: its records go to the model, several requests at once, and the answers are put down in the order of the records.</summary>
internal sealed class ObjectTransform(TransformPlan plan, RunTerms terms, DataProcessing? processing, ServedModel model, SemaphoreSlim slots)
{
    // How many answers may wait for an earlier one, for each request that may be under way.
    private const int AnswersPerSlot = 4;

    private readonly InvocationTerms invocation = new(TimeSpan.FromSeconds(plan.InvocationsTimeoutSeconds), plan.InvocationsMaxRetries, terms.MaxPayloadInMB == 0);

    /// <summary>Reads <paramref name="source"/> and writes <paramref name="target"/>.</summary>
    /// <returns>How many requests were made.</returns>
    /// <exception cref="TransformException">A record could not be transformed; what was written is not to be used.</exception>
    public async Task<int> RunAsync(string source, string target, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(source);
        await using var content = plan.IsGzip ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
        await using var output = new FileStream(target, FileMode.Create, FileAccess.Write);
        var records = RecordReader.For(plan.SplitType, content, terms.MaxBytes);
        var batches = new BatchReader(records, record => processing?.Select(record) ?? record, terms.IsSingle, terms.MaxBytes);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = new Queue<Task<(Batch Batch, ModelAnswer Answer)>>();
        var count = 0;
        try
        {
            while (await SendNextAsync(batches, giveUp.Token) is { } sent)
            {
                waiting.Enqueue(sent);
                count++;
                while (waiting.Count > terms.MaxConcurrent * AnswersPerSlot || (waiting.TryPeek(out var first) && first.IsCompleted))
                {
                    await WriteAsync(output, await waiting.Dequeue(), cancellationToken);
                }
            }

            while (waiting.TryDequeue(out var next))
            {
                await WriteAsync(output, await next, cancellationToken);
            }

            return count;
        }
        catch (InvalidDataException damaged)
        {
            throw new TransformException($"it cannot be decompressed: {damaged.Message}", damaged);
        }
        finally
        {
            await giveUp.CancelAsync();
            await Task.WhenAll(waiting).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default); // what they say is not asked any more
        }
    }

    /// <summary>Starts the next request when there is a slot for it; null at the object's end.</summary>
    private async Task<Task<(Batch Batch, ModelAnswer Answer)>?> SendNextAsync(BatchReader batches, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        var isSent = false;
        try
        {
            if (await batches.NextAsync(cancellationToken) is not { } batch)
            {
                return null;
            }

            isSent = true;
            return SendAsync(batch, cancellationToken);
        }
        finally
        {
            if (!isSent)
            {
                slots.Release();
            }
        }
    }

    private async Task<(Batch Batch, ModelAnswer Answer)> SendAsync(Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            return (batch, await model.InvokeAsync(batch.Body, plan.ContentType, plan.Accept, invocation, cancellationToken));
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task WriteAsync(FileStream output, (Batch Batch, ModelAnswer Answer) done, CancellationToken cancellationToken)
    {
        var body = done.Answer.Body;
        if (processing is null)
        {
            await output.WriteAsync(body, cancellationToken);
            if (plan.AssembleWithLine && body.Length > 0 && body[^1] != (byte)'\n')
            {
                output.WriteByte((byte)'\n');
            }

            return;
        }

        var end = plan.AssembleWithLine || plan.SplitType == "Line" ? "\n" : "";
        foreach (var result in processing.Results(done.Batch, body))
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes(result + end), cancellationToken);
        }
    }
}
