namespace Refrain.Aws.SigV4;

/// <summary>What is known of the access key that a request names.</summary>
public abstract record SigV4Key
{
    private SigV4Key()
    {
    }

    /// <summary>The key is good, and the token that came with it (or its absence) belongs to it.</summary>
    /// <param name="SecretAccessKey">What the signature must have been made with.</param>
    public sealed record Known(string SecretAccessKey) : SigV4Key
    {
        /// <summary>Tells nothing of the secret.</summary>
        public override string ToString() => nameof(Known);
    }

    /// <summary>Nobody has this access key id.</summary>
    public sealed record Unknown : SigV4Key;

    /// <summary>The token is missing, damaged, or was not made for this key.</summary>
    public sealed record WrongToken : SigV4Key;

    /// <summary>The token was good once.</summary>
    public sealed record ExpiredToken : SigV4Key;
}
