using System.Buffers;
using Refrain.Aws.S3;
using Refrain.Aws.SigV2;
using Refrain.Aws.SigV4;
using Refrain.Server.Access;
using Refrain.Server.S3;

namespace Refrain.Server.Http;

/// <summary>Lets nobody past whose signature does not fit, and tells the rest of the chain who asks.</summary>
internal sealed class VerifySignature(RequestDelegate next, DoorKeys keys, HostNames hosts, TimeProvider clock)
{
    /// <summary>The largest JSON request: a definition of a million characters, each of them escaped, and the rest.</summary>
    private const int MaxJsonBytes = 8 * 1024 * 1024;

    private readonly SigV4Verifier verifier = new(keys.Find);

    public async Task InvokeAsync(HttpContext context)
    {
        var request = IncomingRequest.Of(context);
        if (request.Door != Door.S3)
        {
            request.Body = await ReadBodyAsync(context);
        }

        if (keys.AllowAny)
        {
            BelieveAnybody(context, request);
        }
        else if (request.Door == Door.S3 && SigV2Presigned.IsPresigned(request.Wire.Query))
        {
            VerifyOldPresigned(request, hosts.BucketOf(context.Request.Host.Host));
        }
        else
        {
            Verify(request);
        }

        await next(context);
    }

    private void BelieveAnybody(HttpContext context, IncomingRequest request)
    {
        var payload = S3Body.PromiseUnverified(context.Request.Headers["x-amz-content-sha256"]);
        var name = request.ClaimedScope?.AccessKeyId ?? "anonymous";
        request.Believe(keys.Account, new Identity(name, AccessRole.Admin) { AccessKeyId = name }, request.ClaimedScope?.Region, payload);
    }

    private void VerifyOldPresigned(IncomingRequest request, string? bucketOfHost)
    {
        var verdict = SigV2Presigned.Verify(request.Wire, bucketOfHost, id => (keys.Find(id, token: null) as SigV4Key.Known)?.SecretAccessKey, clock.GetUtcNow());
        if (verdict.Refusal is { } refusal)
        {
            var (code, status) = SigV4Errors.For(refusal, AwsErrorStyle.S3);
            throw new WireErrorException(code, status, verdict.Message);
        }

        request.Believe(keys.Account, keys.Identify(verdict.AccessKeyId, token: null), region: null, new PayloadPromise.Unsigned());
    }

    private void Verify(IncomingRequest request)
    {
        // S3's clients say what the hash of the body is, and it is checked while the body is read; the others' bodies are here already.
        var wire = request.Door == Door.S3 ? request.Wire : request.Wire with { PayloadHash = PayloadHash.Of(request.Body.Span) };
        switch (verifier.Verify(wire, clock.GetUtcNow()))
        {
            case SigV4Verification.Verified verified:
                request.Believe(keys.Account, keys.Identify(verified.AccessKeyId, verified.SessionToken), verified.Region, verified.Payload);
                break;
            case SigV4Verification.Refused refused:
                var (code, status) = SigV4Errors.For(refused.Refusal, Style(request.Door));
                throw new WireErrorException(code, status, refused.Message);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static AwsErrorStyle Style(Door door) => door switch
    {
        Door.S3 => AwsErrorStyle.S3,
        Door.Query => AwsErrorStyle.Query,
        _ => AwsErrorStyle.Json,
    };

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > MaxJsonBytes)
        {
            throw TooLarge();
        }

        var body = new ArrayBufferWriter<byte>((int)(context.Request.ContentLength ?? 0) + 1);
        while (await context.Request.Body.ReadAsync(body.GetMemory(4096), context.RequestAborted) is > 0 and var count)
        {
            body.Advance(count);
            if (body.WrittenCount > MaxJsonBytes)
            {
                throw TooLarge();
            }
        }

        return body.WrittenMemory;
    }

    private static WireErrorException TooLarge() => new(
        "ValidationException", 400, $"The request is larger than {MaxJsonBytes} bytes. Put a large definition into S3 and name it with PipelineDefinitionS3Location.");
}
