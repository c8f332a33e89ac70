using System.Text;
using System.Xml.Linq;
using Refrain.Aws.SigV4;

namespace Refrain.Server.Tests;

/// <summary>Calls query services as a client would.</summary>
internal sealed class QueryClient(Uri endpoint, AwsCredentials keys, string service, string version)
{
    public static QueryClient Sts(Uri endpoint, AwsCredentials keys) => new(endpoint, keys, "sts", "2011-06-15");

    public static QueryClient Iam(Uri endpoint, AwsCredentials keys) => new(endpoint, keys, "iam", "2010-05-08");

    public Task<Answer> SendAsync(string action, params (string Name, string Value)[] members)
    {
        var form = string.Join('&', members.Prepend(("Version", version)).Prepend(("Action", action)).Select(member => $"{member.Item1}={Uri.EscapeDataString(member.Item2)}"));
        return new SignedHttp(new HttpClient(), endpoint, keys) { Service = service }.SendAsync(
            "POST", "/", Encoding.UTF8.GetBytes(form), null, ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"));
    }

    /// <summary>The result of a call that must succeed.</summary>
    public async Task<XElement> CallAsync(string action, params (string Name, string Value)[] members)
    {
        var answer = await SendAsync(action, members);
        Assert.True(answer.Status == 200, $"{action}: {answer.Status} {answer.Text}");
        return XElement.Parse(answer.Text).Elements().Single(element => element.Name.LocalName == $"{action}Result");
    }

    /// <summary><c>STATUS CODE: MESSAGE</c> of a call that must fail.</summary>
    public async Task<string> RefusedAsync(string action, params (string Name, string Value)[] members)
    {
        var answer = await SendAsync(action, members);
        var xml = XElement.Parse(answer.Text);
        return $"{answer.Status} {xml.Find("Code")}: {xml.Find("Message")}";
    }
}

internal static class XmlReading
{
    /// <summary>The text of the first element of that name, in any namespace.</summary>
    public static string? Find(this XElement xml, string name) => xml.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

    public static string[] FindAll(this XElement xml, string name) => [.. xml.Descendants().Where(element => element.Name.LocalName == name).Select(element => element.Value)];
}
