using System.Text.Json.Nodes;

namespace Refrain.Server.Tests.SageMaker;

/// <summary>Models, model package groups and model packages that are made outside of pipelines.</summary>
public sealed class ModelRegistryTests(TestServer server) : IClassFixture<TestServer>
{
    private const string Scope = "arn:aws:sagemaker:us-east-1:123456789012";

    private readonly SageMakerClient client = server.SageMaker;

    [Fact]
    public async Task A_model_is_made_described_listed_and_deleted()
    {
        var container = new { Image = "image", ModelDataUrl = "s3://b/m.tar.gz", Environment = new { A = "b" } };
        var created = await CheckAsync("CreateModel", new { ModelName = "a-model", PrimaryContainer = container, ExecutionRoleArn = SageMakerClient.Role });
        var described = await CheckAsync("DescribeModel", new { ModelName = "a-model" });
        await CheckAsync("CreateModel", new { ModelName = "b-model", Containers = new[] { container, container } });

        Assert.Equal($"{Scope}:model/a-model", (string?)created["ModelArn"]);
        Assert.Equal("""{"Image":"image","ModelDataUrl":"s3://b/m.tar.gz","Environment":{"A":"b"}}""", Compact(described["PrimaryContainer"]!, "Image", "ModelDataUrl", "Environment"));
        Assert.Equal($"ValidationException: Cannot create already existing model \"{Scope}:model/a-model\".", await client.RefusedAsync("CreateModel", new { ModelName = "a-model", PrimaryContainer = container }));
        var listed = await CheckAsync("ListModels", new { NameContains = "-MODEL", SortBy = "Name", SortOrder = "Ascending" });
        Assert.Equal(["a-model", "b-model"], listed["Models"]!.AsArray().Select(model => (string?)model!["ModelName"]));
        await CheckAsync("DeleteModel", new { ModelName = "a-model" });
        Assert.Equal($"ValidationException: Could not find model \"{Scope}:model/a-model\".", await client.RefusedAsync("DeleteModel", new { ModelName = "a-model" }));
        Assert.Equal($"ValidationException: Could not find model \"{Scope}:model/a-model\".", await client.RefusedAsync("DescribeModel", new { ModelName = "a-model" }));
    }

    [Fact]
    public async Task A_model_needs_a_container_and_one_kind_of_it()
    {
        const string Expected = "ValidationException: Either PrimaryContainer or Containers must be given.";

        Assert.Equal(Expected, await client.RefusedAsync("CreateModel", new { ModelName = "none" }));
        Assert.Equal(Expected, await client.RefusedAsync("CreateModel", new { ModelName = "both", PrimaryContainer = new { Image = "i" }, Containers = new[] { new { Image = "i" } } }));
    }

    [Fact]
    public async Task A_container_that_names_a_package_gets_its_image_and_data()
    {
        await client.CallAsync("CreateModelPackageGroup", new { ModelPackageGroupName = "Sources" });
        var arn = (string?)(await client.CallAsync("CreateModelPackage", Package("Sources")))["ModelPackageArn"];
        await client.CallAsync("CreateModel", new { ModelName = "from-package", PrimaryContainer = new { ModelPackageName = arn } });
        var container = (await CheckAsync("DescribeModel", new { ModelName = "from-package" }))["PrimaryContainer"]!;

        Assert.Equal((arn, "the-image", "s3://b/model.tar.gz"), ((string?)container["ModelPackageName"], (string?)container["Image"], (string?)container["ModelDataUrl"]));
        Assert.StartsWith(
            "ValidationException: Could not find model package",
            await client.RefusedAsync("CreateModel", new { ModelName = "from-none", PrimaryContainer = new { ModelPackageName = $"{Scope}:model-package/sources/9" } }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_is_made_described_listed_and_deleted_when_it_is_empty()
    {
        var created = await CheckAsync("CreateModelPackageGroup", new { ModelPackageGroupName = "MyGroup", ModelPackageGroupDescription = "of mine" });
        var described = await CheckAsync("DescribeModelPackageGroup", new { ModelPackageGroupName = (string?)created["ModelPackageGroupArn"] });
        Assert.Equal(("MyGroup", "of mine", "Completed"), ((string?)described["ModelPackageGroupName"], (string?)described["ModelPackageGroupDescription"], (string?)described["ModelPackageGroupStatus"]));
        Assert.Contains("already exists", await client.RefusedAsync("CreateModelPackageGroup", new { ModelPackageGroupName = "mygroup" }), StringComparison.Ordinal);
        var listed = await CheckAsync("ListModelPackageGroups", new { NameContains = "mygr", SortBy = "Name" });
        Assert.Equal("MyGroup", (string?)Assert.Single(listed["ModelPackageGroupSummaryList"]!.AsArray())!["ModelPackageGroupName"]);
        Assert.Empty((await CheckAsync("ListModelPackageGroups", new { CrossAccountFilterOption = "CrossAccount" }))["ModelPackageGroupSummaryList"]!.AsArray());

        await client.CallAsync("CreateModelPackage", Package("MyGroup"));
        Assert.StartsWith("ConflictException: ", await client.RefusedAsync("DeleteModelPackageGroup", new { ModelPackageGroupName = "MyGroup" }), StringComparison.Ordinal);
        await CheckAsync("DeleteModelPackage", new { ModelPackageName = "mygroup/1" });
        await CheckAsync("DeleteModelPackageGroup", new { ModelPackageGroupName = "MyGroup" });
        Assert.Equal(
            $"ValidationException: Could not find model package group \"{Scope}:model-package-group/MyGroup\".", await client.RefusedAsync("DescribeModelPackageGroup", new { ModelPackageGroupName = "MyGroup" }));
    }

    [Fact]
    public async Task Versions_count_on_and_a_number_is_given_once()
    {
        await client.CallAsync("CreateModelPackageGroup", new { ModelPackageGroupName = "Counts" });
        Assert.Equal("counts/1", await CreatedAsync(Package("Counts")));
        Assert.Equal("counts/2", await CreatedAsync(Package("counts")));
        await client.CallAsync("DeleteModelPackage", new { ModelPackageName = $"{Scope}:model-package/counts/2" });
        Assert.Equal("counts/3", await CreatedAsync(Package($"{Scope}:model-package-group/Counts")));
        Assert.StartsWith("ValidationException: Could not find model package", await client.RefusedAsync("DescribeModelPackage", new { ModelPackageName = "counts/2" }), StringComparison.Ordinal);
        Assert.StartsWith("ValidationException: Could not find model package", await client.RefusedAsync("DeleteModelPackage", new { ModelPackageName = "counts/2" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_client_token_makes_one_version()
    {
        await client.CallAsync("CreateModelPackageGroup", new { ModelPackageGroupName = "Tokens" });
        var package = Package("Tokens");
        package["ClientToken"] = "only-once";

        Assert.Equal("tokens/1", await CreatedAsync(package));
        Assert.Equal("tokens/1", await CreatedAsync(package));
    }

    [Fact]
    public async Task A_package_waits_for_approval_and_is_changed()
    {
        await client.CallAsync("CreateModelPackageGroup", new { ModelPackageGroupName = "Changes" });
        var package = Package("Changes");
        package["CustomerMetadataProperties"] = new JsonObject { ["keep"] = "1", ["drop"] = "2" };
        await client.CallAsync("CreateModelPackage", package);
        var arn = $"{Scope}:model-package/changes/1";
        Assert.Equal("PendingManualApproval", (string?)(await CheckAsync("DescribeModelPackage", new { ModelPackageName = arn }))["ModelApprovalStatus"]);

        var extra = new { Name = "extra", Containers = new[] { new { Image = "x" } } };
        await CheckAsync("UpdateModelPackage", new
        {
            ModelPackageArn = arn, ModelApprovalStatus = "Approved", ApprovalDescription = "good", CustomerMetadataProperties = new { more = "3" }, CustomerMetadataPropertiesToRemove = new[] { "drop" },
            AdditionalInferenceSpecificationsToAdd = new[] { extra },
        });
        var described = await CheckAsync("DescribeModelPackage", new { ModelPackageName = "changes/1" });
        Assert.Equal(("Approved", "good"), ((string?)described["ModelApprovalStatus"], (string?)described["ApprovalDescription"]));
        Assert.Equal("""{"keep":"1","more":"3"}""", described["CustomerMetadataProperties"]!.ToJsonString());
        Assert.Single(described["AdditionalInferenceSpecifications"]!.AsArray());
        Assert.Contains("'extra' already", await client.RefusedAsync("UpdateModelPackage", new { ModelPackageArn = arn, AdditionalInferenceSpecificationsToAdd = new[] { extra } }), StringComparison.Ordinal);
        foreach (var status in new[] { "Rejected", "Approved", "PendingManualApproval" })
        {
            await client.CallAsync("UpdateModelPackage", new { ModelPackageArn = arn, ModelApprovalStatus = status });
            Assert.Single((await CheckAsync("ListModelPackages", new { ModelPackageGroupName = "Changes", ModelApprovalStatus = status }))["ModelPackageSummaryList"]!.AsArray());
        }

        Assert.StartsWith(
            "ValidationException: Could not find model package", await client.RefusedAsync("UpdateModelPackage", new { ModelPackageArn = $"{Scope}:model-package/changes/7", ModelApprovalStatus = "Approved" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_packages_are_described_at_once_and_what_is_missing_is_told_beside_them()
    {
        await client.CallAsync("CreateModelPackageGroup", new { ModelPackageGroupName = "Batch" });
        await client.CallAsync("CreateModelPackage", Package("Batch"));
        await client.CallAsync("CreateModelPackage", new { ModelPackageGroupName = "Batch" }); // says nothing of inference
        var arns = Enumerable.Range(1, 3).Select(version => $"{Scope}:model-package/batch/{version}").ToArray();
        var answer = await CheckAsync("BatchDescribeModelPackage", new { ModelPackageArnList = arns });

        Assert.Equal(arns[..2], answer["ModelPackageSummaries"]!.AsObject().Select(one => one.Key));
        Assert.Equal(arns[2], Assert.Single(answer["BatchDescribeModelPackageErrorMap"]!.AsObject()).Key);
        Assert.Equal("the-image", (string?)answer["ModelPackageSummaries"]![arns[0]]!["InferenceSpecification"]!["Containers"]![0]!["Image"]);
    }

    [Fact]
    public async Task A_package_belongs_to_a_group_that_is_there_and_has_no_name_or_tags_of_its_own()
    {
        await client.CallAsync("CreateModelPackageGroup", new { ModelPackageGroupName = "Rules" });

        Assert.StartsWith("ValidationException: Could not find model package group", await client.RefusedAsync("CreateModelPackage", Package("NoSuchGroup")), StringComparison.Ordinal);
        Assert.Contains("Both ModelPackageName", await client.RefusedAsync("CreateModelPackage", new { ModelPackageGroupName = "Rules", ModelPackageName = "n" }), StringComparison.Ordinal);
        Assert.Contains("Give ModelPackageGroupName", await client.RefusedAsync("CreateModelPackage", new { ModelPackageName = "n" }), StringComparison.Ordinal);
        Assert.Contains("tags of its group", await client.RefusedAsync("CreateModelPackage", new { ModelPackageGroupName = "Rules", Tags = new[] { new { Key = "k", Value = "v" } } }), StringComparison.Ordinal);
    }

    private static JsonObject Package(string group) => new()
    {
        ["ModelPackageGroupName"] = group,
        ["InferenceSpecification"] = new JsonObject { ["Containers"] = new JsonArray(new JsonObject { ["Image"] = "the-image", ["ModelDataUrl"] = "s3://b/model.tar.gz" }), ["SupportedContentTypes"] = new JsonArray("text/csv") },
    };

    private static string Compact(JsonNode node, params string[] members) => new JsonObject(members.Select(member => KeyValuePair.Create(member, node[member]?.DeepClone()))).ToJsonString();

    private async Task<string> CreatedAsync(JsonObject package) => ((string)(await CheckAsync("CreateModelPackage", package))["ModelPackageArn"]!).Split("model-package/")[1];

    private async Task<JsonObject> CheckAsync(string operation, object input)
    {
        var answer = await client.CallAsync(operation, input);
        Assert.Empty(ApiModel.Problems(operation, answer));
        return answer;
    }
}
