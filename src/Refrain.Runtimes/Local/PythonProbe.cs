using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Refrain.Core;

namespace Refrain.Runtimes.Local;

/// <summary>What a Python has, by importing it: a package that is installed need not work.</summary>
/// <param name="Version">Its version; null when it does not run.</param>
/// <param name="Problem">Why it does not run.</param>
/// <param name="Packages">For each module its version, or null and why it cannot be imported.</param>
internal sealed record PythonProbe(string? Version, string? Problem, IReadOnlyDictionary<string, (string? Version, string? Problem)> Packages)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private const string Program = """
        import importlib, json, platform, sys
        print(json.dumps({"python": platform.python_version()}), flush=True)
        for name in sys.argv[1:]:
            try:
                module = importlib.import_module(name)
                print(json.dumps({"module": name, "version": str(getattr(module, "__version__", "there"))}), flush=True)
            except BaseException as error:
                print(json.dumps({"module": name, "error": f"{type(error).__name__}: {error}"}), flush=True)
        """;

    /// <summary>Asks an interpreter, in the environment that jobs have.</summary>
    public static async Task<PythonProbe> AskAsync(string interpreter, ValueList<string> modules, string searchPath, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(interpreter, ["-c", Program, .. modules]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        start.Environment.Clear();
        start.Environment["PATH"] = searchPath;
        start.Environment["LANG"] = "C.UTF-8";
        try
        {
            using var process = Process.Start(start) ?? throw new UnreachableException("Process.Start without a shell returns a process.");
            return await ReadAsync(process, cancellationToken);
        }
        catch (Win32Exception absent)
        {
            return new PythonProbe(null, absent.Message, new Dictionary<string, (string?, string?)>());
        }
    }

    private static async Task<PythonProbe> ReadAsync(Process process, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(Patience);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(late.Token);
            var lines = (await process.StandardOutput.ReadToEndAsync(late.Token)).Split('\n');
            await process.WaitForExitAsync(late.Token);
            return Of(lines, (await errors).Trim());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            return new PythonProbe(null, $"it did not answer within {Patience.TotalSeconds} s", new Dictionary<string, (string?, string?)>());
        }
    }

    private static PythonProbe Of(IEnumerable<string> lines, string errors)
    {
        string? version = null;
        var packages = new Dictionary<string, (string?, string?)>(StringComparer.Ordinal);
        foreach (var line in lines.Where(line => line.StartsWith('{'))) // a module may print while it is imported
        {
            try
            {
                var said = new RawJson(line).Parse();
                version ??= said.Text("python");
                if (said.Text("module") is { } module)
                {
                    packages[module] = (said.Text("version"), said.Text("error"));
                }
            }
            catch (JsonException)
            {
                continue; // printed by a module, and only like JSON at its beginning
            }
        }

        return new PythonProbe(version, version is null ? errors : null, packages);
    }
}
