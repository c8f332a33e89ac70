using System.Globalization;
using System.Text;
using System.Xml;

namespace Refrain.Aws.Query;

/// <summary>Writes the answers of the AWS query protocol (UTF-8 bytes, content type <c>text/xml</c>).</summary>
public static class QueryXml
{
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), OmitXmlDeclaration = true };

    /// <summary>An answer: <c>ACTIONResponse</c> around <c>ACTIONResult</c> (left out when <paramref name="result"/> is null) and the request's id.</summary>
    public static byte[] Answer(string action, string xmlNamespace, string requestId, Action<XmlWriter>? result) => Write($"{action}Response", xmlNamespace, xml =>
    {
        if (result is not null)
        {
            xml.Structure($"{action}Result", result);
        }

        xml.Structure("ResponseMetadata", metadata => metadata.Text("RequestId", requestId));
    });

    /// <summary>An error. <paramref name="isSender"/>: the caller's fault, not the service's.</summary>
    public static byte[] Error(string xmlNamespace, string code, string message, bool isSender, string requestId) => Write("ErrorResponse", xmlNamespace, xml =>
    {
        xml.Structure("Error", error =>
        {
            error.Text("Type", isSender ? "Sender" : "Receiver");
            error.Text("Code", code);
            error.Text("Message", message);
        });
        xml.Text("RequestId", requestId);
    });

    /// <summary>An error as EC2 writes it: its clients speak a dialect of their own.</summary>
    public static byte[] Ec2Error(string code, string message, string requestId) => Write("Response", null, xml =>
    {
        xml.Structure("Errors", errors => errors.Structure("Error", error =>
        {
            error.Text("Code", code);
            error.Text("Message", message);
        }));
        xml.Text("RequestID", requestId);
    });

    /// <summary>An element with members.</summary>
    public static void Structure(this XmlWriter xml, string name, Action<XmlWriter> members)
    {
        xml.WriteStartElement(name);
        members(xml);
        xml.WriteEndElement();
    }

    /// <summary>An element with a text; nothing at all for null.</summary>
    public static void Text(this XmlWriter xml, string name, string? value)
    {
        if (value is not null)
        {
            xml.WriteElementString(name, Writable(value));
        }
    }

    /// <summary>A time, ISO 8601 in UTC; milliseconds only when there are some.</summary>
    public static void Time(this XmlWriter xml, string name, DateTimeOffset value) =>
        xml.Text(name, value.ToString(value.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    /// <summary>A truth value.</summary>
    public static void Boolean(this XmlWriter xml, string name, bool value) => xml.Text(name, value ? "true" : "false");

    /// <summary>A number.</summary>
    public static void Number(this XmlWriter xml, string name, long value) => xml.Text(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A list: one <paramref name="item"/> element for each value within <paramref name="name"/>; without a wrapper when <paramref name="name"/> is null (flattened).</summary>
    public static void List<T>(this XmlWriter xml, string? name, IEnumerable<T> values, Action<XmlWriter, string, T> write, string item = "member")
    {
        if (name is not null)
        {
            xml.WriteStartElement(name);
        }

        foreach (var value in values)
        {
            write(xml, item, value);
        }

        if (name is not null)
        {
            xml.WriteEndElement();
        }
    }

    /// <summary>A map: one <paramref name="entry"/> element with key and value for each pair; without a wrapper when <paramref name="name"/> is null (flattened).</summary>
    public static void Map<T>(
        this XmlWriter xml,
        string? name,
        IEnumerable<KeyValuePair<string, T>> pairs,
        Action<XmlWriter, string, T> write,
        string entry = "entry",
        string key = "key",
        string value = "value") => xml.List(name, pairs, (writer, item, pair) => writer.Structure(item, one =>
        {
            one.Text(key, pair.Key);
            write(one, value, pair.Value);
        }), entry);

    private static byte[] Write(string root, string? xmlNamespace, Action<XmlWriter> content)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings))
        {
            xml.WriteStartElement(root, xmlNamespace);
            content(xml);
            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    // XML 1.0 has no way to say most control characters; a message that quotes one must not make the answer unreadable.
    private static string Writable(string value) =>
        value.All(XmlConvert.IsXmlChar) ? value : string.Concat(value.Select((one, at) => IsWhole(value, at) ? one : '\uFFFD'));

    private static bool IsWhole(string value, int at) =>
        XmlConvert.IsXmlChar(value[at])
        || (char.IsHighSurrogate(value[at]) && at + 1 < value.Length && char.IsLowSurrogate(value[at + 1]))
        || (char.IsLowSurrogate(value[at]) && at > 0 && char.IsHighSurrogate(value[at - 1]));
}
