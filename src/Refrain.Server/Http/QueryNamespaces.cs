namespace Refrain.Server.Http;

/// <summary>The XML namespaces of services that answer in the query protocol; clients do not look at them, people and proxies do.</summary>
internal static class QueryNamespaces
{
    /// <summary>The namespace of a service, by its signing name.</summary>
    public static string Of(string service) => service switch
    {
        "sts" => "https://sts.amazonaws.com/doc/2011-06-15/",
        "iam" => "https://iam.amazonaws.com/doc/2010-05-08/",
        "sqs" => "http://queue.amazonaws.com/doc/2012-11-05/",
        _ => "http://webservices.amazon.com/doc/",
    };
}
