using System.Text.Json;
using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Processing;
using Refrain.Core.Steps.Training;

namespace Refrain.Core.Tests.Steps;

/// <summary>What jobs find in their containers (spec 07), beyond the classic pipeline's.</summary>
public sealed class TrainingContractTests
{
    private const string ScriptArguments = """
        {'AlgorithmSpecification':{'TrainingImage':'i','TrainingInputMode':'File'},'OutputDataConfig':{'S3OutputPath':'s3://b/models/'},
         'ResourceConfig':{'InstanceType':'ml.m5.xlarge','InstanceCount':2,'VolumeSizeInGB':1},
         'InputDataConfig':[{'ChannelName':'train','ContentType':'text/csv','DataSource':{'S3DataSource':{'S3Uri':'s3://b/train','S3DataType':'S3Prefix','S3DataDistributionType':'ShardedByS3Key'}}},
                            {'ChannelName':'code','InputMode':'FastFile','DataSource':{'S3DataSource':{'S3Uri':'s3://b/code','S3DataType':'S3Prefix'}}}],
         'HyperParameters':{'sagemaker_program':'\"train.py\"','sagemaker_submit_directory':'\"s3://b/sourcedir.tar.gz\"','sagemaker_container_log_level':'10','sagemaker_parameter_server_enabled':'true',
                            'max-depth':'5','objective':'\"reg:linear\"','k':'plain text','_tuning_objective_metric':'rmse'}}
        """;

    [Fact]
    public void A_scripts_variables_are_those_of_the_training_toolkit()
    {
        var spec = Spec(ScriptArguments);
        var variables = ScriptVariables.Of(spec.Script!, "algo-2", new HostPower(4, 0)).ToDictionary(one => one.Name, one => one.Value); // the arguments name a script

        Assert.Equal(["-k", "plain text", "--max-depth", "5", "--objective", "reg:linear"], spec.Script!.Arguments);
        Assert.Equal("""["-k","plain text","--max-depth","5","--objective","reg:linear"]""", variables["SM_USER_ARGS"]);
        Assert.Equal(("algo-2", """["algo-1","algo-2"]""", "eth0"), (variables["SM_CURRENT_HOST"], variables["SM_HOSTS"], variables["SM_NETWORK_INTERFACE_NAME"]));
        Assert.Equal(("""["code","train"]""", "/opt/ml/input/data/train"), (variables["SM_CHANNELS"], variables["SM_CHANNEL_TRAIN"]));
        Assert.Equal(("5", "reg:linear"), (variables["SM_HP_MAX-DEPTH"], variables["SM_HP_OBJECTIVE"]));
        Assert.Equal("""{"k":"plain text","max-depth":5,"objective":"reg:linear"}""", variables["SM_HPS"]);
        Assert.Equal("""{"sagemaker_parameter_server_enabled":true}""", variables["SM_FRAMEWORK_PARAMS"]);
        Assert.Equal(("train.py", "train", "s3://b/sourcedir.tar.gz"), (variables["SM_USER_ENTRY_POINT"], variables["SM_MODULE_NAME"], variables["SM_MODULE_DIR"]));
        Assert.Equal(("4", "0", "0", "10"), (variables["SM_NUM_CPUS"], variables["SM_NUM_GPUS"], variables["SM_NUM_NEURONS"], variables["SM_LOG_LEVEL"]));
        Assert.Equal("""{"homogeneousCluster":{"hosts":["algo-1","algo-2"],"instance_group_name":"homogeneousCluster","instance_type":"ml.m5.xlarge"}}""", variables["SM_INSTANCE_GROUPS_DICT"]);
        Assert.Equal("text/csv", JsonDocument.Parse(variables["SM_INPUT_DATA_CONFIG"]).RootElement.Member("train")?.Text("ContentType"));
        Assert.Equal("algo-1", JsonDocument.Parse(variables["SM_TRAINING_ENV"]).RootElement.Text("master_hostname"));
        var table = new[]
        {
            "MODEL_DIR", "INPUT_DIR", "INPUT_CONFIG_DIR", "OUTPUT_DIR", "OUTPUT_DATA_DIR", "OUTPUT_INTERMEDIATE_DIR", "CHANNELS", "HPS", "USER_ARGS", "USER_ENTRY_POINT", "MODULE_NAME", "MODULE_DIR",
            "FRAMEWORK_MODULE", "FRAMEWORK_PARAMS", "CURRENT_HOST", "HOSTS", "NETWORK_INTERFACE_NAME", "CURRENT_INSTANCE_TYPE", "CURRENT_INSTANCE_GROUP", "CURRENT_INSTANCE_GROUP_HOSTS",
            "INSTANCE_GROUPS", "INSTANCE_GROUPS_DICT", "DISTRIBUTION_INSTANCE_GROUPS", "IS_HETERO", "NUM_CPUS", "NUM_GPUS", "NUM_NEURONS", "LOG_LEVEL", "RESOURCE_CONFIG", "INPUT_DATA_CONFIG",
            "TRAINING_ENV",
        };
        Assert.DoesNotContain(table, name => !variables.ContainsKey($"SM_{name}"));
    }

    [Fact]
    public void A_scripts_sources_are_an_input_of_the_job_and_count_as_code()
    {
        var inputs = new TrainingStepType().Inputs(Json.Loose(ScriptArguments));

        var source = inputs.Single(input => input.Name == "sagemaker_submit_directory");
        Assert.Equal(("s3://b/sourcedir.tar.gz", JobScript.CodeDirectory, true, true), (source.S3Uri, source.LocalPath, source.IsCode, source.Use.Unpacked));
        Assert.True(inputs.Single(input => input.Name == "train").Use.Sharded);
        Assert.True(inputs.Single(input => input.Name == "code").Use.ReadOnly);
    }

    [Theory]
    [InlineData("{'AlgorithmSpecification':{'TrainingImage':'i','ContainerEntrypoint':['/bin/bash']},'HyperParameters':{'sagemaker_program':'t.py','sagemaker_submit_directory':'s3://b/s'}}")]
    [InlineData("{'AlgorithmSpecification':{'TrainingImage':'i'},'HyperParameters':{'num_round':'5'}}")]
    public void A_job_with_a_command_of_its_own_or_without_a_program_is_no_script(string arguments)
    {
        Assert.Null(Spec(arguments).Script);
        Assert.Empty(new TrainingStepType().Inputs(Json.Loose(arguments)));
    }

    [Fact]
    public void Sources_that_came_with_a_channel_are_no_input_of_their_own()
    {
        const string Arguments = "{'HyperParameters':{'sagemaker_program':'train.py','sagemaker_submit_directory':'/opt/ml/input/data/code/sourcedir.tar.gz'}}";

        Assert.Empty(new TrainingStepType().Inputs(Json.Loose(Arguments)));
        Assert.Equal("/opt/ml/input/data/code/sourcedir.tar.gz", Spec(Arguments).Script?.LocalSource);
    }

    [Fact]
    public void Each_host_finds_itself_in_resourceconfig()
    {
        var files = Spec("{'ResourceConfig':{'InstanceGroups':[{'InstanceGroupName':'a','InstanceType':'ml.x','InstanceCount':1},{'InstanceGroupName':'b','InstanceType':'ml.y','InstanceCount':2}]}}").Files
            .Where(file => file.Path == "/opt/ml/input/config/resourceconfig.json").ToList();

        Assert.Equal(["algo-1", "algo-2", "algo-3"], files.Select(file => file.Host));
        Assert.Equal(
            """{"current_host":"algo-3","current_instance_type":"ml.y","current_group_name":"b","hosts":["algo-1","algo-2","algo-3"],"instance_groups":[{"instance_group_name":"a","instance_type":"ml.x","hosts":["algo-1"]},{"instance_group_name":"b","instance_type":"ml.y","hosts":["algo-2","algo-3"]}],"network_interface_name":"eth0"}""",
            files[2].Text);
    }

    [Fact]
    public void Checkpoints_are_restored_and_stored_while_the_job_runs_and_are_no_part_of_its_identity()
    {
        const string Arguments = "{'CheckpointConfig':{'S3Uri':'s3://b/checkpoints'}}";

        var restored = Assert.Single(new TrainingStepType().Inputs(Json.Loose(Arguments)));
        var stored = Spec(Arguments).Outputs.Single(output => output.Name == "checkpoints");

        Assert.Equal(("s3://b/checkpoints/", "/opt/ml/checkpoints", true), (restored.S3Uri, restored.LocalPath, restored.IsProgress));
        Assert.Equal(("/opt/ml/checkpoints", S3Uri.Parse("s3://b/checkpoints"), true, false), (stored.LocalPath, stored.S3Uri, stored.Continuous, stored.OnlyOnSuccess));
    }

    [Fact]
    public void An_uncompressed_model_lies_in_a_folder_of_its_own()
    {
        var model = Spec("{'OutputDataConfig':{'S3OutputPath':'s3://b/models/','CompressionType':'NONE'}}").Outputs.Single(output => output.Name == "model");

        Assert.Equal((JobOutputForm.Files, "s3://b/models/job/output/model"), (model.Form, model.S3Uri.ToString()));
    }

    [Fact]
    public void A_pipe_carries_what_its_channel_asks_for()
    {
        var inputs = new TrainingStepType().Inputs(Json.Loose(
            "{'AlgorithmSpecification':{'TrainingInputMode':'Pipe'},'InputDataConfig':[{'ChannelName':'t','CompressionType':'Gzip','RecordWrapperType':'RecordIO','DataSource':{'S3DataSource':{'S3Uri':'s3://b/t'}}},{'ChannelName':'v','InputMode':'File','DataSource':{'S3DataSource':{'S3Uri':'s3://b/v'}}}]}"));

        Assert.Equal([new JobPipe(Gunzip: true, AsRecords: true), null], inputs.Select(input => input.Use.Pipe));
    }

    [Fact]
    public void Processing_config_holds_what_was_not_asked_for_as_null()
    {
        var spec = new ProcessingStepType().Spec(Request("{'AppSpecification':{'ImageUri':'i'},'RoleArn':'r','ProcessingResources':{'ClusterConfig':{'InstanceType':'ml.x','InstanceCount':1}}}"));

        Assert.Equal(
            """{"ProcessingJobArn":"arn:aws:sagemaker:us-east-1:123456789012:x/job","ProcessingJobName":"job","AppSpecification":{"ImageUri":"i","ContainerEntrypoint":null,"ContainerArguments":null},"Environment":null,"ProcessingInputs":null,"ProcessingOutputConfig":{"Outputs":null,"KmsKeyId":null},"ProcessingResources":{"ClusterConfig":{"InstanceType":"ml.x","InstanceCount":1}},"RoleArn":"r","StoppingCondition":null}""",
            spec.Files[0].Text);
    }

    private static JobSpec Spec(string arguments) => new TrainingStepType().Spec(Request(arguments.Contains("OutputDataConfig", StringComparison.Ordinal) ? arguments : arguments.Insert(1, "'OutputDataConfig':{'S3OutputPath':'s3://b/m'},")));

    private static JobRequest Request(string arguments) =>
        new(new ClassicRun().Definition[new("Abalone-Train")], Json.Loose(arguments), "job", "arn:aws:sagemaker:us-east-1:123456789012:x/job", []);
}
