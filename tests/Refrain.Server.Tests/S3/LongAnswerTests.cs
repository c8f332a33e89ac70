using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Refrain.Aws.S3;
using Refrain.Server.Http;
using Refrain.Server.S3;

namespace Refrain.Server.Tests.S3;

public sealed class LongAnswerTests
{
    private readonly DefaultHttpContext http = new();
    private readonly MemoryStream body = new();

    public LongAnswerTests()
    {
        http.Request.Method = "POST";
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/b/k?uploadId=u";
        http.Features.Set(IncomingRequest.Read(http, "request-7"));
        http.Response.Body = body;
    }

    [Fact]
    public async Task What_is_made_at_once_is_answered_with_its_length()
    {
        var document = S3XmlObjects.Simple("Made");
        await new LongAnswer(TimeProvider.System, TimeSpan.FromDays(1)).WriteAsync(Call(), Task.FromResult(document));

        Assert.Equal(document, body.ToArray());
        Assert.Equal(document.Length, http.Response.ContentLength);
    }

    [Fact]
    public async Task What_takes_long_is_preceded_by_blanks_and_is_one_document()
    {
        var making = new TaskCompletionSource<byte[]>();
        var answering = new LongAnswer(TimeProvider.System, TimeSpan.FromMilliseconds(1)).WriteAsync(Call(), making.Task);
        await UntilBlanksAsync();
        making.SetResult(S3XmlObjects.Simple("Made", "In", "time"));
        await answering;

        Assert.Contains("\n\n", Text(), StringComparison.Ordinal);
        Assert.Equal("time", XDocument.Parse(Text()).Root?.Value);
        Assert.Null(http.Response.ContentLength);
    }

    [Fact]
    public async Task A_refusal_that_comes_late_is_told_inside_the_answer()
    {
        var making = new TaskCompletionSource<byte[]>();
        var answering = new LongAnswer(TimeProvider.System, TimeSpan.FromMilliseconds(1)).WriteAsync(Call(), making.Task);
        await UntilBlanksAsync();
        making.SetException(S3Errors.NoSuchUpload("u"));
        await answering;

        var error = XDocument.Parse(Text()).Root;
        Assert.Equal(("Error", "NoSuchUpload", "request-7"), (error?.Name.LocalName, error?.Element("Code")?.Value, error?.Element("RequestId")?.Value));
    }

    [Fact]
    public async Task A_fault_of_the_disk_that_comes_late_breaks_the_answer_off()
    {
        var making = new TaskCompletionSource<byte[]>();
        var answering = new LongAnswer(TimeProvider.System, TimeSpan.FromMilliseconds(1)).WriteAsync(Call(), making.Task);
        await UntilBlanksAsync();
        making.SetException(new IOException("the disk is full"));

        Assert.Equal("the disk is full", (await Assert.ThrowsAsync<IOException>(() => answering)).Message);
    }

    private S3Call Call() => new(http, new HostNames([]));

    private string Text() => Encoding.UTF8.GetString(body.ToArray());

    private async Task UntilBlanksAsync()
    {
        while (!Text().EndsWith("\n\n", StringComparison.Ordinal))
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }
}
