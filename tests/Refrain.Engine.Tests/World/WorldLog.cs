using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Refrain.Engine.Tests.World;

/// <summary>What the engine said.</summary>
public sealed class WorldLog(Pulse pulse)
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Text)> lines = new();

    public IReadOnlyCollection<string> Lines => [.. lines.Select(line => $"{line.Level}: {line.Text}")];

    /// <summary>Our own bugs: a healthy engine has none.</summary>
    public IReadOnlyCollection<string> Bugs => [.. lines.Where(line => line.Level >= LogLevel.Error).Select(line => line.Text)];

    public int Count(int eventId) => lines.Count(line => line.Id == eventId);

    public ILogger<T> For<T>() => new Logger<T>(this);

    private void Add(LogLevel level, int id, string text)
    {
        lines.Enqueue((level, id, text));
        pulse.Beat();
    }

    private sealed class Logger<T>(WorldLog log) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add(logLevel, eventId.Id, $"{formatter(state, exception)} {exception}");
    }
}
