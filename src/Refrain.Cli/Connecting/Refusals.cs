using Refrain.Aws;
using Refrain.Aws.AwsJson;

namespace Refrain.Cli.Connecting;

/// <summary>Says what a service's error means to the one who typed the command.</summary>
internal static class Refusals
{
    /// <summary>The code and the service's own words, and a remedy where the words hold none.</summary>
    public static string Explain(AwsServiceException refused) => $"{refused.Code}: {refused.Message}{Remedy(refused)}";

    private static string Remedy(AwsServiceException refused) => refused.Code switch
    {
        "UnrecognizedClientException" or "InvalidSignatureException" or "MissingAuthenticationTokenException" or "InvalidClientTokenId"
            or "SignatureDoesNotMatch" or "IncompleteSignature" or "InvalidAccessKeyId" or "AccessDeniedException" =>
            " The server does not take these credentials. Its own are in credentials.json of its data folder: name that with --data-dir, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
        "ExpiredTokenException" or "RequestTimeTooSkewed" =>
            " The signature is too old or too young: get new credentials, and compare the clocks of the two machines.",
        "ResourceNotFound" => " List what there is with 'refrain pipeline list' and 'refrain executions PIPELINE'.",
        "InternalFailure" or "InternalServerException" or "ServiceUnavailable" =>
            $" The server has a problem{(refused.RequestId is { } id ? $" (request {id})" : "")}: its log (standard error of 'refrain serve') says which.",
        _ => "",
    };
}
