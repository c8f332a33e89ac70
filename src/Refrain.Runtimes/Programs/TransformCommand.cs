using System.Text;
using System.Text.Json;
using Refrain.Core;
using Refrain.Core.Jobs;
using Refrain.Core.Jobs.Images;
using Refrain.Transform.Plan;

namespace Refrain.Runtimes.Programs;

/// <summary>A transform job as a command: the transform program, and the plan it is given. Pure.</summary>
internal static class TransformCommand
{
    /// <summary>Where a job has the program.</summary>
    public const string Program = $"{PythonPrograms.Folder}/{TransformProgram.Name}";

    private const string PlanFile = $"{PythonPrograms.Folder}/transform.json";

    /// <summary>The containers with the commands that serve them; or why one cannot be served.</summary>
    public static (ValueList<ServingPlan> Containers, string? Problem) Containers(TransformWork transform, ImageCatalogue images)
    {
        var plans = new List<ServingPlan>();
        foreach (var container in transform.Containers)
        {
            var hasScript = HasScript(container);
            if (images.Find(container.Image) is not { } entry)
            {
                return ([], ImageCatalogue.NoEntry(container.Image));
            }

            if (ImagePrograms.Serve(entry, hasScript) is not { } command)
            {
                return ([], $"There is nothing that serves the image '{container.Image}'{(hasScript ? "" : " without a script (SAGEMAKER_PROGRAM)")}.");
            }

            plans.Add(new ServingPlan
            {
                Command = [.. command],
                Environment = container.Environment.GroupBy(variable => variable.Name).ToDictionary(same => same.Key, same => same.Last().Value),
                ModelFolder = container.ModelFolder,
                ModelArchive = container.ModelArchive,
                CodeArchive = container.CodeArchive,
                CodeFolder = container.CodeFolder,
            });
        }

        return (plans.ToValueList(), null);
    }

    /// <summary>The job with the transform program as its command.</summary>
    public static JobSpec Compile(JobSpec spec, TransformWork transform, ValueList<ServingPlan> containers)
    {
        var plan = new TransformPlan
        {
            Containers = [.. containers],
            Input = TransformWork.InputFolder,
            Output = TransformWork.OutputFolder,
            OutputFolder = transform.KeyPrefix,
            ContentType = transform.ContentType,
            Accept = transform.Accept,
            SplitType = transform.SplitType ?? "None",
            IsGzip = transform.CompressionType == "Gzip",
            AssembleWithLine = transform.AssembleWith == "Line",
            BatchStrategy = transform.BatchStrategy,
            MaxConcurrentTransforms = transform.MaxConcurrentTransforms,
            MaxPayloadInMB = transform.MaxPayloadInMB,
            InvocationsTimeoutSeconds = transform.InvocationsTimeoutInSeconds ?? 600,
            InvocationsMaxRetries = transform.InvocationsMaxRetries ?? 3,
            InputFilter = transform.InputFilter,
            OutputFilter = transform.OutputFilter,
            JoinInput = transform.JoinSource == "Input",
        };
        var text = Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(plan, PlanJson.Default.TransformPlan));
        var supplied = SuppliedJob.WithCommand(spec, [Program, PlanFile]);
        return supplied with { Files = [.. supplied.Files, new JobFile(PlanFile, text)] };
    }

    // SDKs write an empty one for models without a script.
    private static bool HasScript(ServedContainer container) => container.Environment.Any(variable => variable is { Name: "SAGEMAKER_PROGRAM", Value.Length: > 0 });
}
