using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Refrain.Aws.S3;

/// <summary>How documents are written and read, whatever they say.</summary>
internal static class S3XmlDocument
{
    public const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    private const int MaxDepth = 32;

    private static readonly XmlWriterSettings WriterSettings = new()
    {
        Encoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        CheckCharacters = false, // keys may hold control characters; they are written as character references
    };

    /// <summary>Writes a document: UTF-8, no byte order mark.</summary>
    public static byte[] Write(string root, string? xmlNamespace, Action<XmlWriter> content)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, WriterSettings))
        {
            writer.WriteStartElement(root, xmlNamespace);
            content(writer);
            writer.WriteEndElement();
        }

        return stream.ToArray();
    }

    /// <summary>Writes an element with text; nothing at all for null.</summary>
    public static void Text(this XmlWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteStartElement(name, writer.LookupPrefix(Namespace) is null ? null : Namespace);
            writer.WriteString(value);
            writer.WriteEndElement();
        }
    }

    public static void Number(this XmlWriter writer, string name, long value) =>
        writer.Text(name, value.ToString(CultureInfo.InvariantCulture));

    public static void Boolean(this XmlWriter writer, string name, bool value) => writer.Text(name, value ? "true" : "false");

    public static void Time(this XmlWriter writer, string name, DateTimeOffset value) =>
        writer.Text(name, value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    public static void Group(this XmlWriter writer, string name, Action<XmlWriter> content)
    {
        writer.WriteStartElement(name, Namespace);
        content(writer);
        writer.WriteEndElement();
    }

    /// <summary>
    /// Reads a document from a stranger: no document type (so no entities), nothing fetched, a bound on its length.
    /// </summary>
    /// <exception cref="S3BodyException">MalformedXML: it is not well-formed, too long, or has another root.</exception>
    public static XElement Read(byte[] document, string root, int maxCharacters)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = maxCharacters,
            CheckCharacters = false, // keys, again
        };
        try
        {
            RefuseDepth(document, settings);
            using var reader = XmlReader.Create(new MemoryStream(document, writable: false), settings);
            var element = XElement.Load(reader, LoadOptions.PreserveWhitespace); // a key may be nothing but spaces
            return element.Name.LocalName == root
                ? element
                : throw Malformed($"the root element must be {root}, not {element.Name.LocalName}");
        }
        catch (XmlException exception)
        {
            throw Malformed(exception.Message);
        }
    }

    // A tree is walked by calls within calls, and its depth must not be a stranger's to choose. None of S3's documents has more than a few levels.
    private static void RefuseDepth(byte[] document, XmlReaderSettings settings)
    {
        using var reader = XmlReader.Create(new MemoryStream(document, writable: false), settings);
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
            {
                throw Malformed($"the elements are nested more than {MaxDepth} levels deep");
            }
        }
    }

    /// <summary>The child elements of that name, in any namespace: some clients send none.</summary>
    public static IEnumerable<XElement> Children(this XElement element, string name) =>
        element.Elements().Where(e => e.Name.LocalName == name);

    /// <summary>The text of the first child of that name; null when there is none.</summary>
    public static string? Text(this XElement element, string name) => element.Children(name).FirstOrDefault()?.Value;

    public static S3BodyException Malformed(string detail) => new(
        "MalformedXML", 400, $"The XML you provided was not well-formed or did not validate against our published schema: {detail}.");
}
