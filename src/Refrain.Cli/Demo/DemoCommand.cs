using System.CommandLine;
namespace Refrain.Cli.Demo;
internal static class DemoCommand { public static Command Create(CliHost host) => new("demo"); }
