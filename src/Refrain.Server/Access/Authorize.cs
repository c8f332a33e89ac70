using System.Text.RegularExpressions;
using Refrain.Server.Api;
using Refrain.Server.Http;

namespace Refrain.Server.Access;

/// <summary>Lets a caller do only what the role of the key allows.</summary>
internal sealed class Authorize(RequestDelegate next, DoorKeys keys)
{
    private static readonly (string Method, Regex Path, string Action)[] Endpoints = [.. ApiTable.All.Select(operation => (
        operation.Method,
        new Regex($"^{Regex.Replace(Regex.Escape(operation.Path), @"\\\{[^}]+}", "[^/]+")}$", RegexOptions.CultureInvariant),
        $"refrain:{operation.OperationId}"))];

    public Task InvokeAsync(HttpContext context)
    {
        var request = IncomingRequest.Of(context);
        var action = ActionOf(request);
        request.Action = action;
        var needed = AccessTable.Find(action)?.Needs ?? AccessRole.Admin;
        return request.Identity.Role >= needed ? next(context) : throw Denied(request, action, needed);
    }

    /// <summary>What a request asks for, as policies name it: <c>sagemaker:CreatePipeline</c>, <c>s3:PUT</c>, <c>refrain:MakeBackup</c>.</summary>
    private static string ActionOf(IncomingRequest request) => request.Door switch
    {
        Door.S3 => $"s3:{request.Wire.Method}",
        Door.Api => Array.Find(Endpoints, one => one.Method == request.Wire.Method && one.Path.IsMatch(request.Wire.Path)).Action ?? "refrain:GetOpenApi", // what is not there is told so
        Door.Rest => $"{request.Service}:{request.Wire.Method}",
        _ => $"{request.Service}:{request.Operation}",
    };

    private WireErrorException Denied(IncomingRequest request, string action, AccessRole needed)
    {
        var (code, status) = request.Door switch
        {
            Door.S3 or Door.Query => ("AccessDenied", 403),
            Door.Api or Door.Rest => ("AccessDeniedException", 403),
            _ => ("AccessDeniedException", 400),
        };
        var identity = request.Identity;
        return new WireErrorException(
            code,
            status,
            $"User: {identity.Arn(keys.Account)} is not authorized to perform: {action} because no identity-based policy allows the {action} action "
            + $"(the key's role is {Word(identity.Role)}, and this needs {Word(needed)})");
    }

    private static string Word(AccessRole role) => role.ToString().ToLowerInvariant();
}
