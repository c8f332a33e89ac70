using Refrain.Core;
using Refrain.Core.Jobs.Images;
using Refrain.Engine.Ports;

namespace Refrain.Runtimes.Local;

/// <summary>Looks at this machine as jobs will find it: the sandbox by running one, packages by importing them.</summary>
internal sealed class HostDoctor(LocalRuntimeOptions options, Func<CancellationToken, Task<Sandbox>> chooseSandbox) : IHostCheck
{
    private const long LittleSpace = 2L * 1024 * 1024 * 1024;
    private const long Gibibyte = 1024 * 1024 * 1024;

    /// <inheritdoc />
    public async Task<ValueList<HostFinding>> LookAsync(CancellationToken cancellationToken)
    {
        var searchPath = HostView.Look(options).AllPaths;
        var findings = new List<HostFinding> { Isolation(await chooseSandbox(cancellationToken)), Disk() };
        var pythons = new Dictionary<string, PythonProbe>(StringComparer.Ordinal);
        foreach (var users in options.Images.Entries.Where(entry => entry.Interpreter is not null).GroupBy(entry => entry.Interpreter ?? ""))
        {
            var packages = users.SelectMany(entry => entry.Packages).DistinctBy(package => package.Module).ToValueList();
            var probe = await PythonProbe.AskAsync(users.Key, packages.Select(package => package.Module).ToValueList(), searchPath, cancellationToken);
            pythons[users.Key] = probe;
            findings.Add(Interpreter(users.Key, probe));
            findings.AddRange(packages.Select(package => Package(users.Key, package, probe)));
        }

        findings.AddRange(
            from program in options.Images.Entries.SelectMany(entry => entry.Programs).Distinct()
            let place = HostView.FindProgram(program, searchPath)
            select place is null
                ? new HostFinding("program", program, HostVerdict.Missing, "not on the path of jobs", $"install '{program}' in one of {searchPath}")
                : new HostFinding("program", program, HostVerdict.Ok, place, null));
        findings.AddRange(options.Images.Entries.Where(entry => entry != ImageCatalogue.Host).Select(entry => Image(entry, pythons, searchPath)));
        return findings.ToValueList();
    }

    private static HostFinding Isolation(Sandbox sandbox) => sandbox switch
    {
        Sandbox.Bubblewrap => new("isolation", "bubblewrap", HostVerdict.Ok, "jobs are kept apart by bubblewrap", null),
        Sandbox.Unshare unshare => new("isolation", "unshare", HostVerdict.Warning, $"jobs are kept apart by unshare: {unshare.Because}", "apt install bubblewrap"),
        Sandbox.Plain plain => new("isolation", "none", HostVerdict.Warning, $"jobs are not kept apart: {plain.Because}", "apt install bubblewrap, and start the server without --isolation none"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private HostFinding Disk()
    {
        var drive = new DriveInfo(options.DataDirectory);
        var free = drive.AvailableFreeSpace;
        var found = $"{free / Gibibyte} GiB of {drive.TotalSize / Gibibyte} GiB free in {options.DataDirectory}";
        return free >= LittleSpace
            ? new HostFinding("disk", "data folder", HostVerdict.Ok, found, null)
            : new HostFinding("disk", "data folder", HostVerdict.Warning, found, "free space there: inputs and outputs of jobs need room ('refrain gc' removes what nobody needs)");
    }

    private static HostFinding Interpreter(string python, PythonProbe probe) => probe.Version is { } version
        ? new HostFinding("interpreter", python, HostVerdict.Ok, $"Python {version}", null)
        : new HostFinding("interpreter", python, HostVerdict.Missing, probe.Problem ?? "", ImageNeeds.Remedy(python));

    private static HostFinding Package(string python, PythonPackage package, PythonProbe probe)
    {
        var (version, problem) = probe.Packages.GetValueOrDefault(package.Module);
        var name = $"{package.Module} ({python})";
        return version is not null
            ? new HostFinding("package", name, HostVerdict.Ok, version, null)
            : new HostFinding("package", name, HostVerdict.Missing, problem ?? "the interpreter does not run", Remedy(python, package));
    }

    private static string Remedy(string python, PythonPackage package) =>
        python == ShippedImages.DebianPython && package.Debian is { } debian
            ? $"apt install {debian}"
            : $"{python} -m pip install {package.Pip}{(python == ShippedImages.DebianPython ? " (Debian has no package: best in a virtual environment, named in the image catalogue)" : "")}";

    private static HostFinding Image(ImageEntry entry, Dictionary<string, PythonProbe> pythons, string searchPath)
    {
        var probe = entry.Interpreter is { } python ? pythons.GetValueOrDefault(python) : null;
        var lacks = entry.Programs.Where(program => HostView.FindProgram(program, searchPath) is null)
            .Concat(probe is { Version: null } ? [entry.Interpreter ?? ""] : [])
            .ToList();
        var packages = entry.Packages.Where(package => probe?.Packages.GetValueOrDefault(package.Module).Version is null).Select(package => package.Module).ToList();
        return (lacks.Count, packages.Count) switch
        {
            (0, 0) => new HostFinding("image", entry.Name, HostVerdict.Ok, "runs here", null),
            (0, _) => new HostFinding("image", entry.Name, HostVerdict.Warning, $"lacks {string.Join(", ", packages)}: programs that import them fail", "see the packages above"),
            _ => new HostFinding("image", entry.Name, HostVerdict.Missing, $"lacks {string.Join(", ", lacks.Concat(packages))}", "see above"),
        };
    }
}
