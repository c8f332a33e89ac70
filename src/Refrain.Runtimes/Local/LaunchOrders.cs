using Refrain.Core.Jobs;
using Refrain.Core.Jobs.Images;
using Refrain.Runtimes.Jobs;
using Refrain.Supervisor.Protocol;

namespace Refrain.Runtimes.Local;

/// <summary>What the supervisor is told of a staged job.</summary>
internal static class LaunchOrders
{
    /// <summary>The order. For a job of several hosts the program that starts them is written into the job's folder first; made again, it is the same.</summary>
    public static async Task<LaunchOrder> MakeAsync(JobDirectory job, JobSpec spec, ImageEntry entry, Sandbox sandbox, HostView host, CancellationToken cancellationToken)
    {
        var power = new HostPower(Environment.ProcessorCount, Gpus: 0);
        var commands = spec.Hosts
            .Select((name, number) => LaunchCompiler.Compile(ImageJob.OnHost(spec, entry, name, power), sandbox, host, Places(job, job.OfHost(number), entry)))
            .ToList();
        if (commands.Count == 1)
        {
            return Order(commands[0], spec, job);
        }

        var (command, text) = HostsText.Compile([.. commands], spec.Hosts, Places(job, job, entry), job.HostsScript);
        await File.WriteAllTextAsync(job.HostsScript, text, cancellationToken);
        return Order(command, spec, job);
    }

    private static JobPlaces Places(JobDirectory job, JobDirectory host, ImageEntry entry) => new(job.Root, host.Ml, host.Temporary)
    {
        HostNames = job.HostNames,
        HasTools = entry.Interpreter is not null,
    };

    private static LaunchOrder Order(LaunchCommand command, JobSpec spec, JobDirectory job) => new()
    {
        File = command.Program,
        Arguments = [.. command.Arguments],
        Environment = [.. command.Environment.Select(variable => $"{variable.Name}={variable.Value}")],
        Directory = command.Directory,
        Note = command.Note,
        Terms = new JobTerms
        {
            Log = job.Log,
            MaxRuntimeSeconds = spec.MaxRuntimeSeconds,
            GraceSeconds = spec.StopGraceSeconds,
            Wrappers = command.Wrappers,
            NotStartedPrefixes = [.. command.NotStartedPrefixes],
        },
    };
}
