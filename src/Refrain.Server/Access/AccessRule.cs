namespace Refrain.Server.Access;

/// <summary>What an action asks of a caller, and whether it is written to the audit log.</summary>
internal sealed record AccessRule(AccessRole Needs, bool IsAudited);

/// <summary>
/// Every action and what it needs. SageMaker names its operations by verbs, so verbs stand for them; an operation with a verb that is not here is an admin's until somebody decides. A test
/// holds this against the tables of all operations.
/// </summary>
internal static class AccessTable
{
    private static readonly AccessRule Look = new(AccessRole.Viewer, IsAudited: false);
    private static readonly AccessRule Operate = new(AccessRole.Operator, IsAudited: true);
    private static readonly AccessRule Make = new(AccessRole.Author, IsAudited: true);
    private static readonly AccessRule KeepHouse = new(AccessRole.Admin, IsAudited: true);

    private static readonly (string Prefix, AccessRule Rule)[] Verbs =
    [
        ("Describe", Look), ("List", Look), ("Get", Look), ("Search", Look), ("BatchDescribe", Look), ("QueryLineage", Look), ("Render", Look),
        ("UpdatePipelineExecution", Operate), ("SendPipelineExecutionStep", Operate), ("Start", Operate), ("Stop", Operate), ("Retry", Operate),
        ("Create", Make), ("Update", Make), ("Delete", Make), ("Register", Make), ("Add", Make), ("Associate", Make), ("Disassociate", Make), ("Import", Make), ("Put", Make), ("BatchPut", Make),
    ];

    private static readonly Dictionary<string, AccessRule> Others = new(StringComparer.Ordinal)
    {
        ["sts:GetCallerIdentity"] = Look,
        ["sts:AssumeRole"] = Look, // a session may no more than who asks for it
        ["sts:GetSessionToken"] = Look,
        ["iam:GetRole"] = Look,
        ["iam:SimulatePrincipalPolicy"] = Look,
        ["iam:ListAttachedRolePolicies"] = Look,
        ["logs:DescribeLogGroups"] = Look,
        ["logs:DescribeLogStreams"] = Look,
        ["logs:GetLogEvents"] = Look,
        ["logs:FilterLogEvents"] = Look,
        ["sqs:GetQueueUrl"] = Look,
        ["sqs:ListQueues"] = Look,
        ["sqs:GetQueueAttributes"] = Look,
        ["sqs:SendMessage"] = Operate with { IsAudited = false },
        ["sqs:SendMessageBatch"] = Operate with { IsAudited = false },
        ["sqs:ReceiveMessage"] = Operate with { IsAudited = false },
        ["sqs:DeleteMessage"] = Operate with { IsAudited = false },
        ["sqs:DeleteMessageBatch"] = Operate with { IsAudited = false },
        ["sqs:ChangeMessageVisibility"] = Operate with { IsAudited = false },
        ["sqs:ChangeMessageVisibilityBatch"] = Operate with { IsAudited = false },
        ["sqs:CreateQueue"] = Make,
        ["sqs:SetQueueAttributes"] = Make,
        ["sqs:PurgeQueue"] = Make,
        ["sqs:DeleteQueue"] = Make,
        ["s3:GET"] = Look,
        ["s3:HEAD"] = Look,
        ["s3:OPTIONS"] = Look,
        ["s3:PUT"] = Make with { IsAudited = false }, // every step's outputs would be in it
        ["s3:POST"] = Make,
        ["s3:DELETE"] = Make,
        ["refrain:CheckHost"] = Look,
        ["refrain:ListExecutionSteps"] = Look,
        ["refrain:GetStepLog"] = Look,
        ["refrain:ExplainStep"] = Look,
        ["refrain:PlanPipelineExecution"] = Look,
        ["refrain:PlanResumption"] = Look,
        ["refrain:CompareExecutions"] = Look,
        ["refrain:GetPipelineCoverage"] = Look,
        ["refrain:GetOpenApi"] = Look,
        ["refrain:StartPlannedExecution"] = Operate,
        ["refrain:ResumeExecution"] = Operate,
        ["refrain:MakeBackup"] = KeepHouse,
        ["refrain:CollectGarbage"] = KeepHouse,
    };

    /// <summary>The rule of an action such as <c>sagemaker:StartPipelineExecution</c>; null when nobody decided.</summary>
    public static AccessRule? Find(string action) => action.StartsWith("sagemaker:", StringComparison.Ordinal)
        ? Array.Find(Verbs, verb => action.AsSpan("sagemaker:".Length).StartsWith(verb.Prefix, StringComparison.Ordinal)).Rule
        : Others.GetValueOrDefault(action);
}
