using System.Text.Json.Nodes;

namespace Refrain.Server.Tests.Iam;

public sealed class IamTests(TestServer server) : IClassFixture<TestServer>
{
    private QueryClient Iam => QueryClient.Iam(server.Endpoint, TestServer.Keys);

    [Fact]
    public async Task A_role_by_name_has_an_arn_and_lets_SageMaker_assume_it()
    {
        var role = await Iam.CallAsync("GetRole", ("RoleName", "MyRole"));
        var trust = JsonNode.Parse(Uri.UnescapeDataString(role.Find("AssumeRolePolicyDocument")!))!["Statement"]![0]!;

        Assert.Equal(("arn:aws:iam::123456789012:role/MyRole", "MyRole"), (role.Find("Arn"), role.Find("RoleName")));
        Assert.Equal(("Allow", "sagemaker.amazonaws.com", "sts:AssumeRole"), ((string?)trust["Effect"], (string?)trust["Principal"]!["Service"], (string?)trust["Action"]));
        Assert.DoesNotContain('{', role.Find("AssumeRolePolicyDocument")!);
    }

    [Fact]
    public async Task Every_action_on_every_resource_is_allowed()
    {
        var answer = await Iam.CallAsync(
            "SimulatePrincipalPolicy",
            ("PolicySourceArn", "arn:aws:iam::123456789012:role/MyRole"),
            ("ActionNames.member.1", "s3:GetObject"),
            ("ActionNames.member.2", "sagemaker:CreateTrainingJob"),
            ("ResourceArns.member.1", "*"));

        Assert.Equal(["s3:GetObject", "sagemaker:CreateTrainingJob"], answer.FindAll("EvalActionName"));
        Assert.Equal(["allowed", "allowed"], answer.FindAll("EvalDecision"));
        Assert.Equal("false", answer.Find("IsTruncated"));
    }

    [Fact]
    public async Task A_role_has_the_policy_that_SDKs_look_for() =>
        Assert.Equal("arn:aws:iam::aws:policy/AmazonSageMakerFullAccess", (await Iam.CallAsync("ListAttachedRolePolicies", ("RoleName", "MyRole"))).Find("PolicyArn"));

    [Theory]
    [InlineData("GetRole", "RoleName", "no such/role", "400 ValidationError: The specified value for roleName is invalid")]
    [InlineData("GetRole", "Other", "x", "400 ValidationError: The request must contain the parameter RoleName.")]
    [InlineData("SimulatePrincipalPolicy", "PolicySourceArn", "MyRole", "400 ValidationError: Invalid Entity Arn: MyRole")]
    [InlineData("DeleteRole", "RoleName", "MyRole", "400 InvalidAction: Could not find operation DeleteRole")]
    public async Task What_is_wrong_with_a_request_is_named(string action, string name, string value, string refusal) =>
        Assert.StartsWith(refusal, await Iam.RefusedAsync(action, (name, value)), StringComparison.Ordinal);
}
