using Refrain.Server.Access;
using Refrain.Server.Api;
using Refrain.Server.S3;
using Refrain.Server.SageMaker;

namespace Refrain.Server.Http;

/// <summary>The life of a request, in order.</summary>
internal static class RequestChain
{
    public static void Build(WebApplication app)
    {
        app.UseMiddleware<AssignRequestId>();   // every answer carries one, errors too
        app.UseMiddleware<CloseUnread>();       // a body that nobody asked for is not the next request
        app.UseMiddleware<Audit>();             // who changed what, once the outcome is known
        app.UseMiddleware<WriteErrors>();       // refusals, faults and bugs become wire errors here and nowhere else
        app.UseMiddleware<AnswerHealth>();      // the one thing that strangers may ask
        app.UseMiddleware<VerifySignature>();   // SigV4; from here on we know who is asking
        app.UseMiddleware<Authorize>();         // and what that key may do
        app.UseMiddleware<DispatchSageMaker>(); // SageMaker: X-Amz-Target names the operation
        app.UseMiddleware<DispatchJson>();      // CloudWatch Logs and SQS: likewise
        app.UseMiddleware<DispatchQuery>();     // STS, IAM and SQS's older clients: the form's Action does
        app.UseMiddleware<DispatchS3>();        // requests for a bucket or a key
        app.UseMiddleware<RefuseOtherServices>();
        app.UseRouting();                       // what is left is ours: /api/v1
        ApiEndpoints.Map(app);
        app.UseEndpoints(_ => { });
        app.Run(ApiEndpoints.AnswerUnknown);
    }
}
