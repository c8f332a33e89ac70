using System.Text;
using Refrain.Aws.SigV4;

namespace Refrain.Aws.Tests.SigV4;

/// <summary>One case of AWS's own Signature Version 4 test suite (Vectors/, with its NOTICE).</summary>
internal sealed record TestVector(
    SigV4Request Request, AwsCredentials Credentials, string CanonicalRequest, string StringToSign, string Authorization)
{
    public const string Region = "us-east-1";
    public const string Service = "service";
    public const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string AccessKeyId = "AKIDEXAMPLE";
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Vectors");

    public static DateTimeOffset Time { get; } = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Root, "*.req", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, Path.ChangeExtension(f, null)).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    public static TestVector Read(string name)
    {
        string Text(string extension) => File.ReadAllText(Path.Combine(Root, name + extension));
        var creq = Text(".creq");
        return new TestVector(
            ParseRequest(Text(".req")), Credentials: FindCredentials(name, creq), creq, Text(".sts"), Text(".authz"));
    }

    public SigV4Signature Sign() => SigV4Signer.Sign(Request, Credentials, Region, Service, Time);

    /// <summary>The request as it would be sent: what the signer says replaces what was there.</summary>
    public SigV4Request Signed()
    {
        var set = Sign().HeadersToSet;
        var kept = Request.Headers.Where(h => !set.Any(s => s.Name.Equals(h.Name, StringComparison.OrdinalIgnoreCase)));
        return Request with { Headers = [.. kept, .. set] };
    }

    // One case hands the session token to the signer; where the request has it already, it is a header like any other.
    private static AwsCredentials FindCredentials(string name, string creq)
    {
        var token = name.Contains("with-session-token", StringComparison.Ordinal)
            ? creq.Split('\n').Single(l => l.StartsWith("x-amz-security-token:", StringComparison.Ordinal)).Split(':')[1]
            : null;
        return new AwsCredentials(AccessKeyId, Secret, token);
    }

    private static SigV4Request ParseRequest(string text)
    {
        var headEnd = text.IndexOf("\n\n", StringComparison.Ordinal);
        var head = headEnd < 0 ? text.TrimEnd('\n') : text[..headEnd];
        var body = headEnd < 0 ? "" : text[(headEnd + 2)..];
        var lines = head.Split('\n');
        var requestLine = lines[0];
        var (methodEnd, targetEnd) = (requestLine.IndexOf(' ', StringComparison.Ordinal), requestLine.LastIndexOf(' '));
        var headers = new List<SigV4Header>();
        foreach (var line in lines[1..])
        {
            if (char.IsWhiteSpace(line[0]))
            {
                headers[^1] = headers[^1] with { Value = headers[^1].Value + "\n" + line };
            }
            else
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                headers.Add(new(line[..colon], line[(colon + 1)..]));
            }
        }

        return SigV4Request.FromTarget(
            requestLine[..methodEnd], requestLine[(methodEnd + 1)..targetEnd], headers, PayloadHash.Of(Encoding.UTF8.GetBytes(body)));
    }
}
