namespace Refrain.Server.Access;

/// <summary>Whose key a request was signed with.</summary>
/// <param name="Name">What logs, the audit and <c>CreatedBy</c> call the caller: the access key id, or its name where the keys' file gives one.</param>
/// <param name="Role">What the caller may do.</param>
internal sealed record Identity(string Name, AccessRole Role)
{
    /// <summary>The access key id of the signature.</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>The session that AssumeRole or a job was given; null for a key of the configuration.</summary>
    public Session? Session { get; init; }

    /// <summary>The caller as STS names it.</summary>
    public string Arn(string account) => Session is { RoleName: { } role } ? $"arn:aws:sts::{account}:assumed-role/{role}/{Session.Name}" : $"arn:aws:iam::{account}:user/{Name}";
}
