using System.Globalization;
using System.Text.Json;

namespace Refrain.Core.Jobs;

/// <summary>What the jobs of a server may take together: their number, CPUs and memory.</summary>
/// <param name="Jobs">Jobs that run at once; none: no job starts.</param>
/// <param name="Cpus">The CPUs they may claim.</param>
/// <param name="MemoryMib">The memory they may claim, in MiB.</param>
public sealed record JobCapacity(int Jobs, int Cpus, int MemoryMib);

/// <summary>What one job takes of it from its launch to its recorded end. A promise of the pipeline's author: nobody measures it.</summary>
/// <param name="Cpus">CPUs.</param>
/// <param name="MemoryMib">Memory, in MiB.</param>
public readonly record struct JobClaim(int Cpus, int MemoryMib)
{
    /// <summary>The tag of a step's Arguments that says how many CPUs its job takes.</summary>
    public const string CpusTag = "refrain:cpus";

    /// <summary>The tag of a step's Arguments that says how much memory its job takes, in MiB.</summary>
    public const string MemoryTag = "refrain:memory-mib";

    private const int UsualMemoryMib = 512;

    /// <summary>What the resolved arguments of a step ask for, and why that cannot be; the reason is null when it can.</summary>
    public static (JobClaim Claim, string? Problem) Of(JsonElement arguments, JobCapacity capacity)
    {
        var (cpus, wrongCpus) = Asked(arguments, CpusTag, new Share("CPUs", capacity.Cpus, "--max-cpus"), usual: 1);
        var (memory, wrongMemory) = Asked(arguments, MemoryTag, new Share("MiB of memory", capacity.MemoryMib, "--max-memory"), UsualMemoryMib);
        return (new JobClaim(cpus, memory), wrongCpus ?? wrongMemory);
    }

    private static (int Amount, string? Problem) Asked(JsonElement arguments, string tag, Share share, int usual)
    {
        var given = arguments.Items("Tags").Where(one => one.Text("Key") == tag).Select(one => one.Text("Value")).ToList();
        if (given.Count == 0)
        {
            return (Math.Min(usual, share.Most), null); // who asked for nothing is not refused by a small server
        }

        if (given.Count > 1)
        {
            return (0, $"The step has the tag '{tag}' {given.Count} times: give it once.");
        }

        if (!int.TryParse(given[0], NumberStyles.None, CultureInfo.InvariantCulture, out var amount) || amount < 1)
        {
            return (0, $"The step's tag '{tag}' is '{given[0]}': expected a whole number from 1.");
        }

        return amount <= share.Most ? (amount, null) : (amount, share.Refusal(amount, tag));
    }

    private readonly record struct Share(string Of, int Most, string Option)
    {
        public string Refusal(int amount, string tag) =>
            $"SageMaker.CAPACITY_ERROR: the step asks for {amount} {Of} (tag '{tag}') and this server has {Most} for all its jobs together: ask for at most {Most}, or start the server with {Option} {amount}.";
    }
}
