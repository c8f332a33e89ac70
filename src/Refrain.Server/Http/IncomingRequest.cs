using Microsoft.AspNetCore.Http.Features;
using Refrain.Aws.Query;
using Refrain.Aws.SigV4;
using Refrain.Core.Identifiers;
using Refrain.Engine.Requests;
using Refrain.Server.Access;
using Refrain.Server.Hosting;

namespace Refrain.Server.Http;

/// <summary>A request on its way through the chain: what it says of itself, and then what was found true of it.</summary>
internal sealed class IncomingRequest
{
    private Caller? caller;
    private Identity? identity;
    private QueryNode? form;

    private IncomingRequest(string id, SigV4Request wire, bool isTls)
    {
        (Id, Wire, IsTls) = (id, wire, isTls);
        ClaimedScope = CredentialScope.Find(wire);
        Door = Routing.DoorOf(wire, ClaimedScope);
    }

    /// <summary>Its id, in every answer.</summary>
    public string Id { get; }

    /// <summary>Exactly as it was sent, nothing decoded.</summary>
    public SigV4Request Wire { get; }

    /// <summary>True when it came encrypted.</summary>
    public bool IsTls { get; }

    /// <summary>Who it says it is from, and for which service; null when it does not say.</summary>
    public CredentialScope? ClaimedScope { get; }

    /// <summary>The door it knocks at.</summary>
    public Door Door { get; }

    /// <summary>The service it means, by its signing name: <c>sagemaker</c>, <c>sts</c> ...</summary>
    public string Service => Routing.ServiceOf(this);

    /// <summary>What it asks that service to do; empty when the protocol names operations by path or it names none.</summary>
    public string Operation => Routing.OperationOf(this);

    /// <summary>What its JSON answer is on the wire: the version that was asked in.</summary>
    public string JsonContentType => Door != Door.Json ? "application/json"
        : Header("content-type")?.StartsWith("application/x-amz-json-1.0", StringComparison.OrdinalIgnoreCase) == true ? "application/x-amz-json-1.0"
        : "application/x-amz-json-1.1";

    /// <summary>Who asks; known once the signature was verified.</summary>
    public Caller Caller => caller ?? throw Early();

    /// <summary>Whose key it was signed with, and what that key may do; known once the signature was verified.</summary>
    public Identity Identity => identity ?? throw Early();

    /// <summary>True once the signature was verified.</summary>
    public bool IsBelieved => identity is not null;

    /// <summary>What it asks for, as policies name it; known once that was looked at.</summary>
    public string? Action { get; set; }

    /// <summary>The code of the error that it was answered with; null when it was served.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>The body of a request that is no S3 request, whole.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>The body of a query request, read.</summary>
    /// <exception cref="QueryFormException">It is no form.</exception>
    public QueryNode Form => form ??= QueryForm.Read(Body.Span);

    /// <summary>The body of a query request as far as it can be read, for those who only say what was asked: an empty one when it is no form.</summary>
    public QueryNode ReadableForm
    {
        get
        {
            try
            {
                return Form;
            }
            catch (QueryFormException)
            {
                return QueryForm.Empty;
            }
        }
    }

    /// <summary>What must hold for the body of an S3 request.</summary>
    public PayloadPromise Payload { get; private set; } = new PayloadPromise.Kept();

    /// <summary>The request of a context.</summary>
    public static IncomingRequest Of(HttpContext context) => context.Features.GetRequiredFeature<IncomingRequest>();

    /// <summary>Takes a request in.</summary>
    public static IncomingRequest Read(HttpContext context, string id)
    {
        var headers = context.Request.Headers.SelectMany(header => header.Value.Select(value => new SigV4Header(header.Key, value ?? ""))).ToList();
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return new IncomingRequest(id, SigV4Request.FromTarget(context.Request.Method, target, headers), context.Request.IsHttps);
    }

    /// <summary>It is believed.</summary>
    public void Believe(string account, Identity believed, string? region, PayloadPromise payload)
    {
        identity = believed;
        caller = new Caller(new AwsScope(string.IsNullOrEmpty(region) ? ServerFile.DefaultRegion : region, account), believed.Name);
        Payload = payload;
    }

    /// <summary>A header; null when it is absent or empty.</summary>
    public string? Header(string name) => Wire.HeaderValues(name).FirstOrDefault() is { Length: > 0 } value ? value : null;

    private static System.Diagnostics.UnreachableException Early() => new("A request was served before its signature was verified.");
}
