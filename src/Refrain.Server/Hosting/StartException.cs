namespace Refrain.Server.Hosting;

/// <summary>The server cannot start as things are: exit code 1. One line that says why and what to do.</summary>
public sealed class StartException(string message, Exception? cause = null) : Exception(message, cause);
