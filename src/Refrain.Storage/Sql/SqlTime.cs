namespace Refrain.Storage.Sql;

/// <summary>Times as columns hold them: whole milliseconds since 1970, UTC. Finer parts are cut off.</summary>
internal static class SqlTime
{
    public static long ToMs(this DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    public static DateTimeOffset FromMs(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    public static DateTimeOffset? FromMs(long? ms) => ms is { } known ? FromMs(known) : null;

    public static DateTimeOffset CutToMs(this DateTimeOffset at) => FromMs(at.ToMs());
}
