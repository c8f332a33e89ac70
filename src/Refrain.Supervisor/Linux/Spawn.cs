using System.Runtime.InteropServices;
using System.Text;
using Refrain.Supervisor.Protocol;

namespace Refrain.Supervisor.Linux;

/// <summary>
/// Starts a process: own session, default signals, nothing inherited but descriptors 0 (/dev/null), 1 and 2 (the log), 3 (status) and 4 (alive).
/// Not System.Diagnostics.Process: that one wants every SIGCHLD for itself.
/// </summary>
internal static unsafe class Spawn
{
    private const short SetDefaultSignals = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    /// <summary>What the C library's opaque structures may take; the largest known one has 336 bytes.</summary>
    private const int OpaqueBytes = 512;

    /// <summary>Returns the process id, or minus the error number. The new process makes the file <paramref name="witness"/> before anything else.</summary>
    public static int Start(LaunchOrder order, string witness, int status, int alive)
    {
        byte* actions = stackalloc byte[OpaqueBytes];
        byte* attributes = stackalloc byte[OpaqueBytes];
        using var text = new NativeText(order, witness);
        var process = 0;
        Check(Native.ActionsInit(actions));
        Check(Native.AttributesInit(attributes));
        try
        {
            Check(Native.ActionsOpen(actions, 0, text.Witness, Native.WriteOnly | Native.Create, 0b110_000_000));
            Check(Native.ActionsOpen(actions, 0, text.Null, Native.ReadOnly, 0));
            Check(Native.ActionsOpen(actions, 1, text.Log, Native.WriteOnly | Native.Create | Native.Append, 0b110_100_100));
            Check(Native.ActionsDuplicate(actions, 1, 2));
            Check(Native.ActionsDuplicate(actions, status, 3));
            Check(Native.ActionsDuplicate(actions, alive, 4));
            Check(Native.ActionsChangeDirectory(actions, text.Directory));
            FreshSignals(attributes);
            var error = Native.Spawn(&process, text.File, actions, attributes, text.Arguments, text.Environment);
            return error == 0 ? process : -error;
        }
        finally
        {
            _ = Native.ActionsDestroy(actions);
            _ = Native.AttributesDestroy(attributes);
        }
    }

    /// <summary>.NET ignores SIGPIPE and blocks others; a job must not inherit that.</summary>
    private static void FreshSignals(byte* attributes)
    {
        byte* signals = stackalloc byte[OpaqueBytes];
        Check(Native.FillSignals(signals));
        Check(Native.AttributesDefaultSignals(attributes, signals));
        Check(Native.EmptySignals(signals));
        Check(Native.AttributesSignalMask(attributes, signals));
        Check(Native.AttributesFlags(attributes, SetDefaultSignals | SetSignalMask | SetSession));
    }

    /// <summary>These calls only fill structures; they fail when memory is out.</summary>
    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new IOException($"A process cannot be prepared: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    private sealed class NativeText : IDisposable
    {
        private readonly List<nint> held = [];

        public NativeText(LaunchOrder order, string witness)
        {
            Null = Of("/dev/null");
            Witness = Of(witness);
            Log = Of(order.Terms.Log);
            Directory = Of(order.Directory);
            File = Of(order.File);
            Arguments = Of(order.Arguments);
            Environment = Of(order.Environment);
        }

        public byte* Null { get; }

        public byte* Witness { get; }

        public byte* Log { get; }

        public byte* Directory { get; }

        public byte* File { get; }

        public byte** Arguments { get; }

        public byte** Environment { get; }

        public void Dispose()
        {
            foreach (var block in held)
            {
                NativeMemory.Free((void*)block);
            }
        }

        private byte* Of(string text)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            var block = (byte*)NativeMemory.Alloc((nuint)length + 1);
            held.Add((nint)block);
            Encoding.UTF8.GetBytes(text, new Span<byte>(block, length));
            block[length] = 0;
            return block;
        }

        private byte** Of(string[] texts)
        {
            var block = (byte**)NativeMemory.Alloc((nuint)(texts.Length + 1), (nuint)sizeof(byte*));
            held.Add((nint)block);
            for (var i = 0; i < texts.Length; i++)
            {
                block[i] = Of(texts[i]);
            }

            block[texts.Length] = null;
            return block;
        }
    }
}
