namespace Refrain.Server.Hosting;

/// <summary>The command line is not right: exit code 2.</summary>
public sealed class UsageException(string message) : Exception(message);
