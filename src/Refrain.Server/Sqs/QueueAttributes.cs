using System.Globalization;
using System.Text.Json;
using Refrain.Core;
using Refrain.Engine.Ports;

namespace Refrain.Server.Sqs;

/// <summary>What can be set of a queue, and what it then holds. Attributes that would promise what is not done (FIFO, redrive) are refused.</summary>
internal static class QueueAttributes
{
    private static readonly Dictionary<string, (int Least, int Most, int Default)> Numbers = new()
    {
        ["VisibilityTimeout"] = (0, 43_200, 30),
        ["DelaySeconds"] = (0, 900, 0),
        ["MaximumMessageSize"] = (1024, 1_048_576, 1_048_576),
        ["MessageRetentionPeriod"] = (60, 1_209_600, 345_600),
        ["ReceiveMessageWaitTimeSeconds"] = (0, 20, 0),
    };

    // Who may do what hangs on keys here, and bytes lie on the owner's own disk: these are kept and given back, and change nothing.
    private static readonly string[] KeptOnly = ["Policy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"];

    /// <summary>The attributes of a request, checked.</summary>
    public static Dictionary<string, string> Checked(IReadOnlyDictionary<string, string?>? given)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in given ?? new Dictionary<string, string?>())
        {
            read[name] = (Numbers.TryGetValue(name, out var number), value) switch
            {
                (_, null) => throw SqsErrors.Invalid($"Invalid value for the parameter {name}."),
                (true, _) when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed >= number.Least && parsed <= number.Most => value,
                (true, _) => throw SqsErrors.Invalid($"Invalid value for the parameter {name}: expected a whole number from {number.Least} to {number.Most}."),
                _ when KeptOnly.Contains(name) => value,
                _ => throw SqsErrors.Attribute($"Unknown Attribute {name}: Refrain's queues know {string.Join(", ", Numbers.Keys.Concat(KeptOnly))}."),
            };
        }

        return read;
    }

    /// <summary>A number of a queue.</summary>
    public static int Number(this QueueRecord queue, string name) =>
        queue.Attributes.Parse().Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : Numbers[name].Default;

    /// <summary>Those that were set, and the defaults of the others.</summary>
    public static Dictionary<string, string> All(this QueueRecord queue)
    {
        var all = Numbers.ToDictionary(number => number.Key, number => number.Value.Default.ToString(CultureInfo.InvariantCulture));
        foreach (var member in queue.Attributes.Parse().EnumerateObject())
        {
            all[member.Name] = member.Value.GetString()!; // written by Write
        }

        return all;
    }

    /// <summary>As it is stored.</summary>
    public static RawJson Write(IReadOnlyDictionary<string, string> attributes) => JsonText.WriteRaw(writer =>
    {
        writer.WriteStartObject();
        foreach (var (name, value) in attributes.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    });
}
