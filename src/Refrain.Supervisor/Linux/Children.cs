using System.Runtime.InteropServices;

namespace Refrain.Supervisor.Linux;

/// <summary>Waiting for child processes in two moves: look first, while the process id still belongs to the dead, then bury.</summary>
internal static unsafe class Children
{
    private const int InformationBytes = 128;
    private const int ProcessIdAt = 16;
    private const int UsageBytes = 144;

    /// <summary>Waits until some child has ended and returns its process id, which stays taken until <see cref="Bury"/>; 0 when there are no children.</summary>
    public static int AwaitEnded()
    {
        byte* information = stackalloc byte[InformationBytes];
        while (Native.WaitId(Native.WaitForAny, 0, information, Native.Exited | Native.LeaveWaitable) != 0)
        {
            if (Marshal.GetLastPInvokeError() == Native.ErrorNoChild)
            {
                return 0;
            }
        }

        return *(int*)(information + ProcessIdAt);
    }

    /// <summary>Reaps a child that has ended; its wait status and what it and its own children used.</summary>
    public static (int Status, Usage Usage) Bury(int process)
    {
        byte* usage = stackalloc byte[UsageBytes];
        new Span<byte>(usage, UsageBytes).Clear();
        var status = 0;
        while (Native.Wait(process, &status, 0, usage) < 0 && Marshal.GetLastPInvokeError() == Native.ErrorInterrupted)
        {
        }

        var numbers = (long*)usage;
        return (status, new Usage(numbers[0] + numbers[1] / 1e6, numbers[2] + numbers[3] / 1e6, numbers[4]));
    }

    /// <summary>Orphans of our children become ours, and SIGCHLD means what it should.</summary>
    public static void BecomeReaper()
    {
        _ = Native.ProcessControl(Native.BecomeSubreaper, 1, 0, 0, 0);
        _ = Native.Disposition(Native.SignalChild, 0);
    }
}

/// <summary>CPU seconds and memory of processes that were waited for.</summary>
internal readonly record struct Usage(double UserSeconds, double SystemSeconds, long MaxResidentKib)
{
    /// <summary>Both together.</summary>
    public Usage And(Usage other) =>
        new(UserSeconds + other.UserSeconds, SystemSeconds + other.SystemSeconds, Math.Max(MaxResidentKib, other.MaxResidentKib));
}
