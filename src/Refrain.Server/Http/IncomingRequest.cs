using Microsoft.AspNetCore.Http.Features;
using Refrain.Aws.SigV4;
using Refrain.Core.Identifiers;
using Refrain.Engine.Requests;
using Refrain.Server.Hosting;

namespace Refrain.Server.Http;

/// <summary>The doors; each has a language of its own for answers and errors.</summary>
internal enum Door
{
    /// <summary>AWS JSON 1.1.</summary>
    Json,

    /// <summary>S3: REST and XML.</summary>
    S3,

    /// <summary>Refrain's own: REST and JSON.</summary>
    Api,

    /// <summary>Is anybody there?</summary>
    Health,
}

/// <summary>A request on its way through the chain: what it says of itself, and then what was found true of it.</summary>
internal sealed class IncomingRequest
{
    private Caller? caller;

    private IncomingRequest(string id, SigV4Request wire)
    {
        (Id, Wire) = (id, wire);
        ClaimedScope = CredentialScope.Find(wire);
        Door = DoorOf(wire, ClaimedScope);
    }

    /// <summary>Its id, in every answer.</summary>
    public string Id { get; }

    /// <summary>Exactly as it was sent, nothing decoded.</summary>
    public SigV4Request Wire { get; }

    /// <summary>Who it says it is from, and for which service; null when it does not say.</summary>
    public CredentialScope? ClaimedScope { get; }

    /// <summary>The door it knocks at.</summary>
    public Door Door { get; }

    /// <summary>Who asks; known once the signature was verified.</summary>
    public Caller Caller => caller ?? throw new System.Diagnostics.UnreachableException("A request was served before its signature was verified.");

    /// <summary>The body of a JSON request, whole.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>What must hold for the body of an S3 request.</summary>
    public PayloadPromise Payload { get; private set; } = new PayloadPromise.Kept();

    /// <summary>The request of a context.</summary>
    public static IncomingRequest Of(HttpContext context) => context.Features.GetRequiredFeature<IncomingRequest>();

    /// <summary>Takes a request in.</summary>
    public static IncomingRequest Read(HttpContext context, string id)
    {
        var headers = context.Request.Headers.SelectMany(header => header.Value.Select(value => new SigV4Header(header.Key, value ?? ""))).ToList();
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return new IncomingRequest(id, SigV4Request.FromTarget(context.Request.Method, target, headers));
    }

    /// <summary>It is believed.</summary>
    public void Believe(string account, string accessKeyId, string? region, PayloadPromise payload)
    {
        caller = new Caller(new AwsScope(string.IsNullOrEmpty(region) ? ServerFile.DefaultRegion : region, account), accessKeyId);
        Payload = payload;
    }

    /// <summary>The credential scope names the service, and the service the door (spec 09, 1); a request without one is S3's, unless it cannot be.</summary>
    private static Door DoorOf(SigV4Request wire, CredentialScope? scope) => (scope?.Service, wire.Path) switch
    {
        ("s3", _) => Door.S3,
        (null, "/healthz") => Door.Health,
        (_, var path) when path.StartsWith("/api/v1/", StringComparison.Ordinal) => Door.Api,
        (null, _) when !wire.HeaderValues("x-amz-target").Any() => Door.S3,
        _ => Door.Json,
    };
}
