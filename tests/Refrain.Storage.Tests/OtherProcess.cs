using System.Diagnostics;
using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;
using Refrain.Storage.Tests.Contracts;

namespace Refrain.Storage.Tests;

/// <summary>This program as a second process that works on a data folder until it is killed.</summary>
internal sealed class OtherProcess : IDisposable
{
    public const string Switch = "--as-other-process";

    private readonly Process process;

    private OtherProcess(Process process) => this.process = process;

    public static OtherProcess Start(string role, string folder)
    {
        var self = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path.");
        var start = new ProcessStartInfo(self) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(self) == "dotnet")
        {
            start.ArgumentList.Add(typeof(OtherProcess).Assembly.Location);
        }

        foreach (var argument in new[] { Switch, role, folder })
        {
            start.ArgumentList.Add(argument);
        }

        return new OtherProcess(Process.Start(start) ?? throw new InvalidOperationException("No process was started."));
    }

    /// <summary>The next line it prints.</summary>
    public async Task<string> LineAsync(CancellationToken cancellationToken) =>
        await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The other process ended.");

    /// <summary>SIGKILL, and the lines it still got out.</summary>
    public async Task<string> KillAsync(CancellationToken cancellationToken)
    {
        process.Kill();
        var rest = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return rest;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    public static async Task<int> PlayAsync(string role, string folder)
    {
        await using var storage = await SqliteStorage.OpenAsync(folder, TimeProvider.System);
        await (role switch
        {
            "hold" => HoldAsync(),
            "append" => AppendAsync(storage),
            "put" => PutAsync(storage),
            _ => throw new ArgumentException($"No such role: {role}"),
        });
        return 0;
    }

    private static async Task HoldAsync()
    {
        Console.WriteLine("holding");
        await Task.Delay(Timeout.Infinite);
    }

    /// <summary>Prints a line for every append that was acknowledged, on eight histories at once.</summary>
    private static async Task AppendAsync(SqliteStorage storage)
    {
        var pipeline = await storage.Pipelines.CreateAsync(Sample.Pipeline("p"), null, default) ?? throw new InvalidOperationException("The folder is not empty.");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            var execution = Sample.Execution(pipeline, $"x{number}");
            await storage.Executions.StartAsync(execution, null, default);
            for (var length = 1; ; length++)
            {
                var step = new ExecutionEvent.StepLaunching(
                    Sample.At(length), new StepName($"S{length}"), 1, "job", new RawJson("{}"), Sample.Report("S", 0).Identity!, []);
                await storage.Executions.AppendAsync(Sample.Append(execution.Arn, length, step) with { Reports = [Sample.Report($"S{length}", length)] }, null, default);
                Console.WriteLine($"x{number} {length + 1}");
            }
        }));
    }

    private static async Task PutAsync(SqliteStorage storage)
    {
        await storage.Objects.CreateBucketAsync("shells", "r", default);
        using var half = new HalfStream();
        await storage.Objects.PutAsync(new S3Uri("shells", "half"), half, ObjectHeaders.None, default);
    }

    /// <summary>A client that sends a mebibyte and then nothing more, without hanging up.</summary>
    private sealed class HalfStream : MemoryStream
    {
        public HalfStream()
            : base(new byte[1 << 20])
        {
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length)
            {
                Console.WriteLine("half");
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
