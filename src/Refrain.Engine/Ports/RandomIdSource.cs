using System.Security.Cryptography;

namespace Refrain.Engine.Ports;

/// <summary>Names from the system's random numbers.</summary>
public sealed class RandomIdSource : IIdSource
{
    private const string Lower = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string All = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <inheritdoc />
    public string NextExecutionId() => RandomNumberGenerator.GetString(Lower, 12);

    /// <inheritdoc />
    public string NextJobSuffix() => RandomNumberGenerator.GetString(All, 10);
}
