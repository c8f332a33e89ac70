using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using Refrain.Aws.Query;
using Refrain.Aws.SigV4;
using Refrain.Server.Access;
using Refrain.Server.Http;

namespace Refrain.Server.Iam;

/// <summary>
/// As much of IAM as SDKs ask before they make a pipeline (spec 09, 1 and 4): roles are names, each exists, SageMaker may assume it, and it may do everything. What a caller may
/// really do hangs on the caller's key.
/// </summary>
internal sealed partial class IamTable(DoorKeys keys)
{
    private const string Service = "iam";

    // The trust that SDK v3 looks for before it uses a role.
    private const string Trust =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    private static readonly DateTimeOffset Always = new(2010, 5, 8, 0, 0, 0, TimeSpan.Zero); // roles were never made: a date that stays

    /// <summary>All operations.</summary>
    public IReadOnlyList<QueryOperation> Operations =>
    [
        new(Service, "GetRole", GetRole),
        new(Service, "SimulatePrincipalPolicy", SimulatePrincipalPolicy),
        new(Service, "ListAttachedRolePolicies", ListAttachedRolePolicies),
    ];

    private Task<Action<XmlWriter>?> GetRole(QueryCall call)
    {
        var name = RoleName(call);
        return Answer(xml => xml.Structure("Role", role =>
        {
            role.Text("Path", "/");
            role.Text("RoleName", name);
            role.Text("RoleId", "AROAREFRAIN");
            role.Text("Arn", $"arn:aws:iam::{keys.Account}:role/{name}");
            role.Text("CreateDate", Always.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            role.Text("AssumeRolePolicyDocument", AwsUriEncoding.Encode(Trust, keepSlash: false));
            role.Number("MaxSessionDuration", 43_200);
        }));
    }

    private Task<Action<XmlWriter>?> SimulatePrincipalPolicy(QueryCall call)
    {
        var source = call.Required("PolicySourceArn");
        if (!source.StartsWith("arn:", StringComparison.Ordinal))
        {
            throw QueryCall.Invalid($"Invalid Entity Arn: {source}: expected arn:aws:iam::ACCOUNT:role/NAME.");
        }

        var actions = call.Form.List("ActionNames").Select(node => node.Value).OfType<string>().ToList();
        var resources = call.Form.List("ResourceArns").Select(node => node.Value).OfType<string>().DefaultIfEmpty("*").ToList();
        if (actions.Count == 0 || actions.Count * resources.Count > 1000)
        {
            throw QueryCall.Invalid("The request must contain the parameter ActionNames, and at most 1000 pairs of actions and resources.");
        }

        return Answer(xml =>
        {
            xml.List("EvaluationResults", actions.SelectMany(_ => resources, (action, resource) => (action, resource)), (writer, item, pair) => writer.Structure(item, result =>
            {
                result.Text("EvalActionName", pair.action);
                result.Text("EvalResourceName", pair.resource);
                result.Text("EvalDecision", "allowed");
                result.Structure("MatchedStatements", _ => { });
                result.Structure("MissingContextValues", _ => { });
            }));
            xml.Boolean("IsTruncated", false);
        });
    }

    private static Task<Action<XmlWriter>?> ListAttachedRolePolicies(QueryCall call)
    {
        _ = RoleName(call);
        return Answer(xml =>
        {
            xml.List("AttachedPolicies", ["AmazonSageMakerFullAccess"], (writer, item, policy) => writer.Structure(item, member =>
            {
                member.Text("PolicyName", policy);
                member.Text("PolicyArn", $"arn:aws:iam::aws:policy/{policy}");
            }));
            xml.Boolean("IsTruncated", false);
        });
    }

    private static string RoleName(QueryCall call) => call.Required("RoleName") is var name && RoleNamePattern().IsMatch(name)
        ? name
        : throw QueryCall.Invalid($"The specified value for roleName is invalid: '{name}'. It must contain only alphanumeric characters and/or the following: +=,.@_-");

    private static Task<Action<XmlWriter>?> Answer(Action<XmlWriter> result) => Task.FromResult<Action<XmlWriter>?>(result);

    [GeneratedRegex(@"^[\w+=,.@\-]{1,64}$", RegexOptions.ECMAScript)]
    private static partial Regex RoleNamePattern();
}
