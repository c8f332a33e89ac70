using Refrain.Aws;
using Refrain.Aws.AwsJson;

namespace Refrain.Cli.Connecting;

/// <summary>Says what a service's error means to the one who typed the command.</summary>
internal static class Refusals
{
    private static readonly (string Words, string Remedy)[] wordsWithoutRemedy =
    [
        ("do not exist in the pipeline definition", " See its steps with 'refrain pipeline describe PIPELINE'."),
        ("Invalid SourcePipelineExecutionArn: null", " Select those too, or let a reference give their results: --reference @latest."),
        ("must be one of [Succeeded, Failed, Stopped]", " Wait for its end (refrain steps EXECUTION --watch), or name another with --reference."),
        ("which did not succeed in the source execution", " Select those too, or name another execution with --reference."),
        ("(allowStale)", " That is the option --allow-stale."),
        ("Nothing would run", " See what becomes of each step with 'refrain plan'."),
        ("already exists", " Change it with 'refrain pipeline update', or choose another name."),
    ];

    /// <summary>The code and the service's own words, and a remedy where the words hold none.</summary>
    public static string Explain(AwsServiceException refused) => $"{refused.Code}: {refused.Message}{Remedy(refused)}";

    private static string Remedy(AwsServiceException refused) => refused.Code switch
    {
        "UnrecognizedClientException" or "InvalidSignatureException" or "MissingAuthenticationTokenException" or "InvalidClientTokenId"
            or "SignatureDoesNotMatch" or "IncompleteSignature" or "InvalidAccessKeyId" or "AccessDeniedException" =>
            " The server does not take these credentials. Its own are in credentials.json of its data folder: name that with --data-dir, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
        "ExpiredTokenException" or "RequestTimeTooSkewed" =>
            " The signature is too old or too young: get new credentials, and compare the clocks of the two machines.",
        "ValidationException" or "ResourceInUse" or "ConflictException" => RemedyIn(refused.Message),
        "ResourceNotFound" => " List what there is with 'refrain pipeline list' and 'refrain executions PIPELINE'.",
        "InternalFailure" or "InternalServerException" or "ServiceUnavailable" =>
            $" The server has a problem{(refused.RequestId is { } id ? $" (request {id})" : "")}: its log (standard error of 'refrain serve') says which.",
        _ => "",
    };

    // What is wrong with a start or a definition stands in the words alone; most of them hold a remedy already.
    internal static string RemedyIn(string words) => Array.Find(wordsWithoutRemedy, known => words.Contains(known.Words, StringComparison.Ordinal)).Remedy ?? "";
}
