using Refrain.Server.Access;
using Refrain.Server.Api;
using Refrain.Server.Iam;
using Refrain.Server.Logs;
using Refrain.Server.SageMaker;
using Refrain.Server.Sqs;
using Refrain.Server.Sts;
using Microsoft.Extensions.DependencyInjection;

namespace Refrain.Server.Tests.Access;

public sealed class AccessTableTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public void Nothing_can_be_asked_for_that_nobody_decided_about()
    {
        var services = server.Services;
        string[] actions =
        [
            .. services.GetServices<Operation>().Select(operation => $"sagemaker:{operation.Name}"),
            .. services.GetRequiredService<StsTable>().Operations.Select(operation => $"sts:{operation.Action}"),
            .. services.GetRequiredService<IamTable>().Operations.Select(operation => $"iam:{operation.Action}"),
            .. services.GetRequiredService<LogsTable>().Operations.Select(operation => $"logs:{operation.Name}"),
            .. services.GetRequiredService<SqsTable>().Operations.Keys.Select(name => $"sqs:{name}"),
            .. ApiTable.All.Select(operation => $"refrain:{operation.OperationId}"),
            .. new[] { "GET", "HEAD", "PUT", "POST", "DELETE" }.Select(method => $"s3:{method}"),
        ];

        Assert.True(actions.Length > 60, $"{actions.Length}");
        Assert.Equal([], actions.Where(action => AccessTable.Find(action) is null));
    }

    [Theory]
    [InlineData("sagemaker:ListPipelines", "Viewer", false)]
    [InlineData("sagemaker:DescribePipelineExecution", "Viewer", false)]
    [InlineData("sagemaker:StartPipelineExecution", "Operator", true)]
    [InlineData("sagemaker:StopPipelineExecution", "Operator", true)]
    [InlineData("sagemaker:RetryPipelineExecution", "Operator", true)]
    [InlineData("sagemaker:UpdatePipelineExecution", "Operator", true)]
    [InlineData("sagemaker:SendPipelineExecutionStepSuccess", "Operator", true)]
    [InlineData("sagemaker:UpdatePipeline", "Author", true)]
    [InlineData("sagemaker:UpdateModelPackage", "Author", true)]
    [InlineData("sagemaker:CreatePipeline", "Author", true)]
    [InlineData("sagemaker:DeletePipeline", "Author", true)]
    [InlineData("s3:GET", "Viewer", false)]
    [InlineData("s3:PUT", "Author", false)]
    [InlineData("s3:DELETE", "Author", true)]
    [InlineData("refrain:ResumeExecution", "Operator", true)]
    [InlineData("refrain:PlanPipelineExecution", "Viewer", false)]
    [InlineData("refrain:MakeBackup", "Admin", true)]
    [InlineData("sqs:DeleteMessage", "Operator", false)]
    [InlineData("sqs:DeleteQueue", "Author", true)]
    public void An_action_needs_a_role_and_is_audited_or_not(string action, string role, bool isAudited) =>
        Assert.Equal((role, isAudited), ($"{AccessTable.Find(action)!.Needs}", AccessTable.Find(action)!.IsAudited));

    [Fact]
    public void What_nobody_decided_about_has_no_rule() => Assert.Null(AccessTable.Find("sagemaker:InvokeSomethingNew"));
}
