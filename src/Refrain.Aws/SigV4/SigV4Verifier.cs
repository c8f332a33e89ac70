namespace Refrain.Aws.SigV4;

/// <summary>
/// Decides whether a request was signed by the owner of its access key, in the Authorization header or as a
/// presigned URL. Keeps derived keys between calls; one instance serves any number of threads.
/// </summary>
/// <param name="findKey">The key of an access key id and the session token that came with it (null when none did).</param>
/// <param name="allowedSkew">How far the request's time may be from ours; 15 minutes if not given, as AWS allows.</param>
public sealed class SigV4Verifier(Func<string, string?, SigV4Key> findKey, TimeSpan? allowedSkew = null)
{
    private readonly TimeSpan _allowedSkew = allowedSkew ?? TimeSpan.FromMinutes(15);
    private readonly SigningKeyCache _keys = new();

    /// <summary>A verifier for permanent keys: a session token that comes along is handed on, and not looked at.</summary>
    /// <param name="findSecret">The secret access key of an access key id; null when there is no such key.</param>
    /// <param name="allowedSkew">How far the request's time may be from ours.</param>
    public SigV4Verifier(Func<string, string?> findSecret, TimeSpan? allowedSkew = null)
        : this((id, _) => findSecret(id) is { } secret ? new SigV4Key.Known(secret) : new SigV4Key.Unknown(), allowedSkew)
    {
    }

    /// <summary>
    /// Verifies one request. The body need not be read yet: the answer says what must hold for it. Services whose
    /// clients do not send <c>x-amz-content-sha256</c> (all but S3) need the hash of the body in
    /// <see cref="SigV4Request.PayloadHash"/>.
    /// </summary>
    public SigV4Verification Verify(SigV4Request request, DateTimeOffset now)
    {
        try
        {
            var claim = SigV4Claim.Read(request);
            RefuseUnsignedHeaders(request, claim);
            var secret = SecretOf(claim);
            RefuseWrongTime(claim, now);
            return VerifySignature(request, claim, secret);
        }
        catch (SigV4RefusedException refused)
        {
            return new SigV4Verification.Refused(refused.Refusal, refused.Message);
        }
    }

    private string SecretOf(SigV4Claim claim) => findKey(claim.Scope.AccessKeyId, claim.SessionToken) switch
    {
        SigV4Key.Known known => known.SecretAccessKey,
        SigV4Key.ExpiredToken => throw Refuse(
            SigV4Refusal.ExpiredToken, claim.Scope.Service is "s3" ? "The provided token has expired." : "The security token included in the request is expired"),
        SigV4Key.WrongToken => throw Refuse(
            SigV4Refusal.InvalidToken,
            claim.Scope.Service is "s3" ? "The provided token is malformed or otherwise invalid." : "The security token included in the request is invalid."),
        _ => throw Refuse(SigV4Refusal.UnknownAccessKey, UnknownKeyMessage(claim.Scope)),
    };

    private SigV4Verification.Verified VerifySignature(SigV4Request request, SigV4Claim claim, string secret)
    {
        var payloadHash = claim.PayloadHash ?? request.PayloadHash ?? PayloadHash.Empty;
        var canonical = CanonicalRequest.Write(
            request, claim.SignedHeaders, payloadHash, CanonicalPath.RuleFor(claim.Scope.Service));
        var key = _keys.Find(secret, claim.Scope);
        var expected = SigningKey.Sign(key, SigningKey.StringToSign(claim.Timestamp, claim.Scope, canonical));
        if (!SigningKey.AreEqual(expected, claim.Signature))
        {
            throw Refuse(
                SigV4Refusal.InvalidSignature,
                "The request signature we calculated does not match the signature you provided. Check your secret access key and signing method.");
        }

        _keys.Keep(secret, claim.Scope, key);
        var promise = PromiseOf(payloadHash, request.PayloadHash, claim, key);
        return new SigV4Verification.Verified(claim.Scope, claim.SessionToken, promise);
    }

    private static PayloadPromise PromiseOf(string signed, string? known, SigV4Claim claim, byte[] key) => signed switch
    {
        PayloadHash.Unsigned => new PayloadPromise.Unsigned(),
        PayloadHash.UnsignedTrailer => new PayloadPromise.UnsignedChunks(),
        PayloadHash.SignedChunks or PayloadHash.SignedChunksTrailer => new PayloadPromise.SignedChunks(
            new ChunkSigner(key, claim.Timestamp, claim.Scope, claim.Signature),
            HasTrailer: signed is PayloadHash.SignedChunksTrailer),
        _ when !PayloadHash.IsHash(signed) => throw Refuse(
            SigV4Refusal.IncompleteSignature,
            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING-AWS4-HMAC-SHA256 or STREAMING-UNSIGNED form, or a SHA-256 in lower-case hex."),
        _ when known is null => new PayloadPromise.Hash(signed),
        _ when known == signed => new PayloadPromise.Kept(),
        _ => throw Refuse(
            SigV4Refusal.PayloadMismatch, "The provided 'x-amz-content-sha256' header does not match what was computed."),
    };

    // Who can change a request on its way must not gain by adding what AWS gives a meaning to. The session token may
    // be added after signing by the rules, and the date is in the string to sign in any case.
    private static void RefuseUnsignedHeaders(SigV4Request request, SigV4Claim claim)
    {
        foreach (var header in request.Headers)
        {
            var name = header.Name.ToLowerInvariant();
            if (name.StartsWith("x-amz-", StringComparison.Ordinal)
                && name is not ("x-amz-security-token" or "x-amz-date")
                && !claim.SignedHeaders.Contains(name))
            {
                throw Refuse(
                    SigV4Refusal.UnsignedHeader, $"There were headers present in the request which were not signed: {name}");
            }
        }
    }

    private void RefuseWrongTime(SigV4Claim claim, DateTimeOffset now)
    {
        if (!claim.Timestamp.StartsWith(claim.Scope.Date, StringComparison.Ordinal))
        {
            throw Refuse(
                SigV4Refusal.InvalidSignature,
                $"Date in Credential scope does not match YYYYMMDD from the request's time: '{claim.Scope.Date}' != '{claim.Timestamp[..8]}'.");
        }

        if (claim.Time - now > _allowedSkew)
        {
            throw Refuse(
                SigV4Refusal.RequestTimeTooSkewed,
                $"Signature not yet current: {claim.Timestamp} is still later than {SigV4Time.Timestamp(now + _allowedSkew)} ({SigV4Time.Timestamp(now)} + {_allowedSkew.TotalMinutes:0} min.)");
        }

        if (claim.Expires is { } expires && now > claim.Time + expires)
        {
            throw Refuse(SigV4Refusal.PresignedUrlExpired, "Request has expired");
        }

        if (claim.Expires is null && now - claim.Time > _allowedSkew)
        {
            throw Refuse(
                SigV4Refusal.RequestTimeTooSkewed,
                $"Signature expired: {claim.Timestamp} is now earlier than {SigV4Time.Timestamp(now - _allowedSkew)} ({SigV4Time.Timestamp(now)} - {_allowedSkew.TotalMinutes:0} min.)");
        }
    }

    private static string UnknownKeyMessage(CredentialScope scope) => scope.Service is "s3"
        ? "The AWS Access Key Id you provided does not exist in our records."
        : "The security token included in the request is invalid.";

    private static SigV4RefusedException Refuse(SigV4Refusal refusal, string message) => new(refusal, message);
}
