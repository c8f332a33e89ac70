using System.Text.Json;

namespace Refrain.Core.Jobs;

/// <summary>Hosts of one kind in a job.</summary>
/// <param name="Name">Name of the group; <see cref="JobCluster.OneGroup"/> where all hosts are alike.</param>
/// <param name="InstanceType">What they are, as asked for; it is told to the job and means nothing here.</param>
/// <param name="Count">How many.</param>
public sealed record HostGroup(string Name, string InstanceType, int Count);

/// <summary>The hosts of a job, <c>algo-1</c> and on through all groups.</summary>
public sealed record JobCluster(ValueList<HostGroup> Groups)
{
    /// <summary>The name of the group where there is one kind of host.</summary>
    public const string OneGroup = "homogeneousCluster";

    /// <summary>The interface by which hosts reach each other.</summary>
    public const string NetworkInterface = "eth0";

    /// <summary>Hosts of one kind.</summary>
    public static JobCluster Of(string instanceType, int count) => new([new HostGroup(OneGroup, instanceType, Math.Max(1, count))]);

    /// <summary>Number of hosts.</summary>
    public int Count => Groups.Sum(group => group.Count);

    /// <summary>All hosts.</summary>
    public ValueList<string> Hosts => JobSpec.HostNames(Count);

    /// <summary>The hosts of each group.</summary>
    public IEnumerable<(HostGroup Group, ValueList<string> Hosts)> HostsByGroup()
    {
        var before = 0;
        foreach (var group in Groups)
        {
            yield return (group, Hosts.Skip(before).Take(group.Count).ToValueList());
            before += group.Count;
        }
    }

    /// <summary>The group of a host.</summary>
    public HostGroup GroupOf(string host) => HostsByGroup().First(one => one.Hosts.Contains(host)).Group;

    /// <summary><c>resourceconfig.json</c> as a host finds it.</summary>
    public RawJson ResourceConfig(string host) => JsonText.WriteRaw(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("current_host", host);
        writer.WriteString("current_instance_type", GroupOf(host).InstanceType);
        writer.WriteString("current_group_name", GroupOf(host).Name);
        WriteHosts(writer, Hosts);
        writer.WriteStartArray("instance_groups");
        foreach (var (group, hosts) in HostsByGroup())
        {
            writer.WriteStartObject();
            writer.WriteString("instance_group_name", group.Name);
            writer.WriteString("instance_type", group.InstanceType);
            WriteHosts(writer, hosts);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("network_interface_name", NetworkInterface);
        writer.WriteEndObject();
    });

    /// <summary>That file for every host.</summary>
    public IEnumerable<JobFile> ResourceConfigs(string path) => Hosts.Select(host => new JobFile(path, ResourceConfig(host).Text, Count == 1 ? null : host));

    private static void WriteHosts(Utf8JsonWriter writer, ValueList<string> hosts)
    {
        writer.WriteStartArray("hosts");
        foreach (var host in hosts)
        {
            writer.WriteStringValue(host);
        }

        writer.WriteEndArray();
    }
}
