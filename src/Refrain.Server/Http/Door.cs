namespace Refrain.Server.Http;

/// <summary>The doors; each has a language of its own for answers and errors.</summary>
internal enum Door
{
    /// <summary>AWS JSON 1.0 and 1.1: SageMaker, CloudWatch Logs, SQS.</summary>
    Json,

    /// <summary>AWS query: a form in, XML out: STS, IAM, SQS's older clients.</summary>
    Query,

    /// <summary>AWS REST with JSON: Lambda, EventBridge Scheduler, invocations of endpoints.</summary>
    Rest,

    /// <summary>S3: REST and XML.</summary>
    S3,

    /// <summary>Refrain's own: REST and JSON.</summary>
    Api,

    /// <summary>Is anybody there?</summary>
    Health,
}
