using System.Text.Json;
using Refrain.Aws.S3;
using Refrain.Engine;

namespace Refrain.Server.Http;

/// <summary>Turns what goes wrong into answers, each door's in its own language.</summary>
internal sealed class WriteErrors(RequestDelegate next, LastingConditions conditions, ILogger<WriteErrors> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client hung up: nobody is there to be answered.
        }
        catch (Exception e)
        {
            await AnswerAsync(context, e);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var request = IncomingRequest.Of(context);
        var error = WireError.Of(exception, request.Door, request.Id);
        Tell(request.Id, error, exception);
        if (context.Response.HasStarted)
        {
            logger.BrokeOff(request.Id, error.Message);
            context.Abort(); // a broken answer must not look like a whole one
            return;
        }

        context.Response.StatusCode = error.Status;
        if (request.Door == Door.S3)
        {
            await WriteXmlAsync(context, request, error);
        }
        else
        {
            await WriteJsonAsync(context, request, error);
        }
    }

    private static Task WriteXmlAsync(HttpContext context, IncomingRequest request, WireError error)
    {
        context.Response.ContentType = "application/xml";
        var document = S3Xml.Error(error.Code, error.Message, request.Wire.Path, request.Id);
        context.Response.ContentLength = HttpMethods.IsHead(context.Request.Method) ? null : document.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(document, context.RequestAborted).AsTask();
    }

    private static async Task WriteJsonAsync(HttpContext context, IncomingRequest request, WireError error)
    {
        context.Response.Headers["x-amzn-ErrorType"] = error.Code;
        context.Response.ContentType = request.Door == Door.Api ? "application/json" : "application/x-amz-json-1.1";
        var writer = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        await using (writer)
        {
            writer.WriteStartObject();
            writer.WriteString("__type", error.Code);
            writer.WriteString("message", error.Message);
            if (request.Door != Door.Api)
            {
                writer.WriteString("Message", error.Message); // SageMaker's own exceptions spell it so (spec 08, 3)
            }

            writer.WriteEndObject();
        }
    }

    private void Tell(string requestId, WireError error, Exception exception)
    {
        switch (error.Fault)
        {
            case Fault.Caller:
                logger.Refused(requestId, error.Code, error.Message);
                break;
            case Fault.World:
                logger.Unavailable(conditions.IsNews(error.Message) ? LogLevel.Warning : LogLevel.Debug, requestId, error.Message);
                break;
            default:
                logger.Bug(exception, requestId);
                break;
        }
    }
}
