using Microsoft.Extensions.Logging.Console;
using Refrain.Engine;
using Refrain.Server.Hosting;

namespace Refrain.Server.Composition;

/// <summary>The log: stderr, quiet unless told otherwise; stdout is for the one line that says ready.</summary>
internal static class LoggingSetup
{
    public static ILoggerFactory Create(ServerOptions options, TimeProvider clock) => LoggerFactory.Create(logging =>
    {
        logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None) // it would tell of a failed start with a stack trace; Program tells it in a line
            .AddFilter("Refrain", options.Verbose ? LogLevel.Information : LogLevel.Warning)
            .AddFilter(typeof(FaultLog).FullName, options.Verbose ? LogLevel.Debug : LogLevel.Information) // who is told of a trouble wants to hear that it is over
            .AddSimpleConsole(format =>
            {
                format.SingleLine = true;
                format.UseUtcTimestamp = true;
                format.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
                format.ColorBehavior = LoggerColorBehavior.Disabled;
            })
            .Services
            .AddSingleton<ConsoleFormatter>(new JsonLogFormatter(clock))
            .Configure<ConsoleLoggerOptions>(console =>
            {
                console.LogToStandardErrorThreshold = LogLevel.Trace;
                console.FormatterName = options.LogFormat == LogFormat.Json ? JsonLogFormatter.FormatName : ConsoleFormatterNames.Simple;
            });
    });
}
