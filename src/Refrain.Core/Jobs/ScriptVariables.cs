using System.Text.Json;

namespace Refrain.Core.Jobs;

/// <summary>What a host has for its programs.</summary>
public readonly record struct HostPower(int Cpus, int Gpus);

/// <summary>The <c>SM_</c> variables that a script finds on a host (spec 07, 3.2).</summary>
public static class ScriptVariables
{
    private const int UsualLogLevel = 20;

    // What the toolkit reads itself; the rest of the reserved ones is for the framework.
    private static readonly string[] Toolkits =
    [
        "sagemaker_program", "sagemaker_submit_directory", "sagemaker_enable_cloudwatch_metrics", "sagemaker_container_log_level", "sagemaker_job_name", "sagemaker_region",
        "sagemaker_s3_output", "_tuning_objective_metric",
    ];

    /// <summary>All of them; they win over variables of the job that have the same names.</summary>
    public static ValueList<EnvironmentVariable> Of(JobScript script, string host, HostPower power)
    {
        var members = Members(script, host, power);
        var variables = new List<EnvironmentVariable>();
        foreach (var (name, value) in members)
        {
            if (NameOf(name) is { } variable)
            {
                variables.Add(new($"SM_{variable}", PythonText.OfVariable(value)));
            }
        }

        foreach (var channel in Channels(script))
        {
            variables.Add(new($"SM_CHANNEL_{channel.ToUpperInvariant()}", PlaceOf(channel)));
        }

        foreach (var parameter in script.HyperParameters)
        {
            variables.Add(new($"SM_HP_{parameter.Name.ToUpperInvariant()}", PythonText.OfVariable(parameter.Value.Parse())));
        }

        variables.Add(new("SM_CHANNELS", PythonText.OfVariable(List(Channels(script)))));
        variables.Add(new("SM_USER_ARGS", PythonText.OfVariable(List(script.Arguments))));
        variables.Add(new("SM_TRAINING_ENV", PythonText.OfVariable(Map(members.Select(one => (one.Name, one.Value))))));
        return variables.ToValueList();
    }

    // Members of the training environment are variables of the same name, but for these.
    private static string? NameOf(string member) => member switch
    {
        "hyperparameters" => "HPS",
        "additional_framework_parameters" => "FRAMEWORK_PARAMS",
        "channel_input_dirs" or "job_name" or "is_master" or "master_hostname" => null,
        _ => member.ToUpperInvariant(),
    };

    private static List<(string Name, JsonElement Value)> Members(JobScript script, string host, HostPower power)
    {
        var cluster = script.Cluster;
        var groups = cluster.HostsByGroup().ToList();
        var group = cluster.GroupOf(host);
        return
        [
            ("additional_framework_parameters", Map(script.Reserved.Where(one => !Toolkits.Contains(one.Name)))),
            ("channel_input_dirs", Map(Channels(script).Select(channel => (channel, JsonText.String(PlaceOf(channel)))))),
            ("current_host", JsonText.String(host)),
            ("current_instance_group", JsonText.String(group.Name)),
            ("current_instance_group_hosts", List(groups.First(one => one.Group == group).Hosts)),
            ("current_instance_type", JsonText.String(group.InstanceType)),
            ("distribution_instance_groups", List([])),
            ("framework_module", JsonText.String("")),
            ("hosts", List(cluster.Hosts)),
            ("hyperparameters", Map(script.HyperParameters)),
            ("input_config_dir", JsonText.String("/opt/ml/input/config")),
            ("input_data_config", script.InputDataConfig.Parse()),
            ("input_dir", JsonText.String("/opt/ml/input")),
            ("instance_groups", List(groups.Select(one => one.Group.Name))),
            ("instance_groups_dict", Map(groups.Select(one => (one.Group.Name, Group(one.Group, one.Hosts))))),
            ("is_hetero", JsonText.Boolean(groups.Count > 1)),
            ("is_master", JsonText.Boolean(host == cluster.Hosts[0])),
            ("job_name", JsonText.String(script.JobName)),
            ("log_level", Number(LogLevel(script))),
            ("master_hostname", JsonText.String(cluster.Hosts[0])),
            ("model_dir", JsonText.String("/opt/ml/model")),
            ("module_dir", JsonText.String(script.Source)),
            ("module_name", JsonText.String(script.Module)),
            ("network_interface_name", JsonText.String(JobCluster.NetworkInterface)),
            ("num_cpus", Number(power.Cpus)),
            ("num_gpus", Number(power.Gpus)),
            ("num_neurons", Number(0)),
            ("output_data_dir", JsonText.String("/opt/ml/output/data")),
            ("output_dir", JsonText.String("/opt/ml/output")),
            ("output_intermediate_dir", JsonText.String("/opt/ml/output/intermediate")),
            ("resource_config", cluster.ResourceConfig(host).Parse()),
            ("user_entry_point", JsonText.String(script.Program)),
        ];
    }

    private static int LogLevel(JobScript script) =>
        script.Reserved.FirstOrDefault(one => one.Name == "sagemaker_container_log_level")?.Value.Parse() is { ValueKind: JsonValueKind.Number } level && level.TryGetInt32(out var number)
            ? number
            : UsualLogLevel;

    private static IEnumerable<string> Channels(JobScript script) =>
        script.InputDataConfig.Parse().EnumerateObject().Select(channel => channel.Name).Order(StringComparer.Ordinal);

    private static string PlaceOf(string channel) => $"/opt/ml/input/data/{channel}";

    private static JsonElement Group(HostGroup group, ValueList<string> hosts) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("instance_group_name", group.Name);
        writer.WriteString("instance_type", group.InstanceType);
        writer.WritePropertyName("hosts");
        List(hosts).WriteTo(writer);
        writer.WriteEndObject();
    });

    private static JsonElement Number(int number) => JsonText.Write(writer => writer.WriteNumberValue(number));

    private static JsonElement Map(IEnumerable<HyperParameter> parameters) => Map(parameters.Select(one => (one.Name, one.Value.Parse())));

    private static JsonElement Map(IEnumerable<(string Name, JsonElement Value)> members) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    });

    private static JsonElement List(IEnumerable<string> texts) => JsonText.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    });
}
