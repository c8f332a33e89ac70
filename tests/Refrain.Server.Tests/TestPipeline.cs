using System.Text.Json;
using System.Text.Json.Nodes;

namespace Refrain.Server.Tests;

/// <summary>Definitions for tests.</summary>
internal static class TestPipeline
{
    /// <summary>Processing steps that wait for each other: <c>A > B > D, A > C > D</c>.</summary>
    public static string Draw(string picture)
    {
        var chains = picture.Split(',').Select(chain => chain.Split('>', StringSplitOptions.TrimEntries)).ToList();
        var steps = chains.SelectMany(chain => chain).Distinct().Select(name => Processing(
            name, [.. chains.SelectMany(chain => chain.Zip(chain.Skip(1))).Where(edge => edge.Second == name).Select(edge => edge.First).Distinct()]));
        return Definition([.. steps]);
    }

    public static string Definition(params JsonNode[] steps) => new JsonObject { ["Version"] = "2020-12-01", ["Steps"] = new JsonArray(steps) }.ToJsonString();

    public static JsonNode Processing(string name, params string[] dependsOn) => JsonSerializer.SerializeToNode(new
    {
        Name = name,
        Type = "Processing",
        DependsOn = dependsOn,
        Arguments = new
        {
            ProcessingResources = new { ClusterConfig = new { InstanceType = "ml.m5.large", InstanceCount = 1, VolumeSizeInGB = 30 } },
            AppSpecification = new { ImageUri = "refrain.local/host", ContainerEntrypoint = new[] { "/bin/true" } },
            RoleArn = SageMakerClient.Role,
        },
    })!;

    /// <summary>Parameters of all types, a training, a condition, a model, a package, and a step that fails the execution.</summary>
    public static string Whole { get; } = """
        {"Version": "2020-12-01",
         "Parameters": [
          {"Name": "Rounds", "Type": "Integer", "DefaultValue": 120},
          {"Name": "Rate", "Type": "Float", "DefaultValue": 0.9},
          {"Name": "Fast", "Type": "Boolean", "DefaultValue": true},
          {"Name": "Approval", "Type": "String", "DefaultValue": "Approved"},
          {"Name": "Limit", "Type": "Integer", "DefaultValue": 200}],
         "PipelineExperimentConfig": {"ExperimentName": {"Get": "Execution.PipelineName"}, "TrialName": "trial"},
         "Steps": [
          {"Name": "Train", "Type": "Training", "DisplayName": "The training", "Description": "Learns nothing",
           "Arguments": {
            "AlgorithmSpecification": {"TrainingImage": "refrain.local/host", "TrainingInputMode": "File", "ContainerEntrypoint": ["/bin/true"]},
            "HyperParameters": {"rounds": {"Std:Join": {"On": "", "Values": [{"Get": "Parameters.Rounds"}]}}},
            "OutputDataConfig": {"S3OutputPath": "s3://models/here"},
            "ResourceConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 30},
            "StoppingCondition": {"MaxRuntimeInSeconds": 600},
            "RoleArn": "arn:aws:iam::123456789012:role/Refrain"}},
          {"Name": "Check", "Type": "Condition", "DependsOn": ["Train"],
           "Arguments": {
            "Conditions": [{"Type": "LessThanOrEqualTo", "LeftValue": {"Get": "Parameters.Rounds"}, "RightValue": {"Get": "Parameters.Limit"}}],
            "IfSteps": [
             {"Name": "Register", "Type": "RegisterModel", "Arguments": {
               "ModelPackageGroupName": "TheGroup", "ModelPackageDescription": "A package", "ModelApprovalStatus": {"Get": "Parameters.Approval"},
               "InferenceSpecification": {"Containers": [{"Image": "refrain.local/host", "ModelDataUrl": {"Get": "Steps.Train.ModelArtifacts.S3ModelArtifacts"}}],
                 "SupportedContentTypes": ["text/csv"], "SupportedResponseMIMETypes": ["text/csv"]}}},
             {"Name": "Model", "Type": "Model", "Arguments": {
               "ExecutionRoleArn": "arn:aws:iam::123456789012:role/Refrain",
               "PrimaryContainer": {"Image": "refrain.local/host", "ModelDataUrl": {"Get": "Steps.Train.ModelArtifacts.S3ModelArtifacts"}}}}],
            "ElseSteps": [
             {"Name": "Alarm", "Type": "Fail", "Arguments": {"ErrorMessage": {"Std:Join": {"On": " ", "Values": ["Too many rounds:", {"Get": "Parameters.Rounds"}]}}}}]}}]}
        """;
}
