using System.Text;
using Refrain.Core;

namespace Refrain.Runtimes.Jobs;

/// <summary>
/// The hosts of a job by name, for its <c>/etc/hosts</c>. They are processes of one machine: each has a loopback address of its own, so that all of them can listen at the same port.
/// </summary>
internal static class HostNamesText
{
    private const int AddressesOfALoopbackRow = 250;

    /// <summary>The machine's own names, then those of the job.</summary>
    public static string Of(string machine, ValueList<string> hosts)
    {
        var text = new StringBuilder(machine);
        if (machine.Length > 0 && !machine.EndsWith('\n'))
        {
            text.Append('\n');
        }

        foreach (var (host, number) in hosts.Select((host, number) => (host, number)))
        {
            text.Append($"127.0.{number / AddressesOfALoopbackRow}.{(number % AddressesOfALoopbackRow) + 1} {host}\n");
        }

        return text.ToString();
    }
}
