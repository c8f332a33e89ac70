using Refrain.Aws.Query;
using Refrain.Server.Iam;
using Refrain.Server.Sqs;
using Refrain.Server.Sts;

namespace Refrain.Server.Http;

/// <summary>Serves the services that are asked in the query protocol.</summary>
internal sealed class DispatchQuery(RequestDelegate next, StsTable sts, IamTable iam, SqsTable sqs, ILogger<DispatchQuery> logger)
{
    private readonly Dictionary<(string Service, string Action), QueryOperation> operations =
        sts.Operations.Concat(iam.Operations).Concat(sqs.Operations.Keys.Select(name => Sqs(sqs, name))).ToDictionary(operation => (operation.Service, operation.Action));

    public async Task InvokeAsync(HttpContext context)
    {
        var request = IncomingRequest.Of(context);
        if (request is not { Door: Door.Query, Service: "sts" or "iam" or "sqs" })
        {
            await next(context);
            return;
        }

        var operation = operations.GetValueOrDefault((request.Service, request.Operation))
            ?? throw new WireErrorException("InvalidAction", 400, $"Could not find operation {request.Operation} for version {request.Form.Text("Version")}: Refrain does not offer it of {request.Service.ToUpperInvariant()}.");
        logger.Asked(request.Id, operation.Action, request.Caller.Name);
        var result = await operation.AnswerAsync(new QueryCall(request, context.RequestAborted));
        var answer = QueryXml.Answer(operation.Action, QueryNamespaces.Of(request.Service), request.Id, result);
        context.Response.ContentType = "text/xml";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private static QueryOperation Sqs(SqsTable sqs, string name) => new(
        "sqs", name, async call => SqsQuery.Write(name, await sqs.AnswerAsync(name, SqsQuery.Read(call.Form), call.Request, call.Cancellation)));
}
