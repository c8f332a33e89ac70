namespace Refrain.Aws.SigV4;

/// <summary>The answer of <see cref="SigV4Verifier"/>.</summary>
public abstract record SigV4Verification
{
    private SigV4Verification()
    {
    }

    /// <summary>The request was signed by the owner of the key.</summary>
    /// <param name="Scope">Who signed, and for which region and service.</param>
    /// <param name="SessionToken">The session token sent along, if any; whether it belongs to the key is the caller's to know.</param>
    /// <param name="Payload">What remains to be checked while the body is read.</param>
    public sealed record Verified(CredentialScope Scope, string? SessionToken, PayloadPromise Payload) : SigV4Verification
    {
        /// <summary>The access key id that signed.</summary>
        public string AccessKeyId => Scope.AccessKeyId;

        /// <summary>The region the request was signed for.</summary>
        public string Region => Scope.Region;

        /// <summary>The service the request was signed for.</summary>
        public string Service => Scope.Service;
    }

    /// <summary>The request must not be served. <see cref="SigV4Errors.For"/> gives the code to answer with.</summary>
    public sealed record Refused(SigV4Refusal Refusal, string Message) : SigV4Verification;
}
