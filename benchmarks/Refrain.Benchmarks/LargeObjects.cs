using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Refrain.Aws.SigV4;

namespace Refrain.Benchmarks;

/// <summary>A large object goes in whole and in parts and comes out again: how much memory the server ever held, beside what it holds at rest.</summary>
internal static partial class LargeObjects
{
    public static async Task RunAsync(long bytes, int parts)
    {
        using var server = new MeasuredServer("none");
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(10) };
        await SendAsync(http, server, "PUT", "/large", null);
        await SendAsync(http, server, "PUT", "/large/small", new ByteArrayContent(new byte[1000])); // warm
        var atRest = server.PeakResidentKib();
        Console.WriteLine($"an object of {bytes >> 20} MiB, once whole, once in {parts} parts; memory at rest {atRest / 1024} MiB");
        await TellAsync(server, "whole, in", async () => await SendAsync(http, server, "PUT", "/large/whole", Random(bytes)));
        await TellAsync(server, "whole, out", async () => await SendAsync(http, server, "GET", "/large/whole", null));
        await TellAsync(server, "parts, in, two at a time", async () => await UploadAsync(http, server, bytes / parts, parts));
        await TellAsync(server, "parts, out", async () => await SendAsync(http, server, "GET", "/large/parts", null));
    }

    private static async Task UploadAsync(HttpClient http, MeasuredServer server, long size, int parts)
    {
        var begun = await SendAsync(http, server, "POST", "/large/parts?uploads", null);
        var id = UploadId().Match(begun).Groups[1].Value;
        var etags = new string[parts];
        await Parallel.ForAsync(0, parts, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (part, _) =>
            etags[part] = await SendAsync(http, server, "PUT", $"/large/parts?partNumber={part + 1}&uploadId={id}", Random(size)));
        var listed = string.Concat(etags.Select((etag, part) => $"<Part><PartNumber>{part + 1}</PartNumber><ETag>{etag}</ETag></Part>"));
        await SendAsync(http, server, "POST", $"/large/parts?uploadId={id}", new StringContent($"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>"));
    }

    private static async Task TellAsync(MeasuredServer server, string what, Func<Task> work)
    {
        var taken = Stopwatch.StartNew();
        await work();
        Console.WriteLine($"{what,-26} {taken.Elapsed.TotalSeconds,6:0.0} s   most memory so far {server.PeakResidentKib() / 1024} MiB");
    }

    /// <summary>The ETag of the answer, or what it says when it has none. What comes out is read and thrown away.</summary>
    private static async Task<string> SendAsync(HttpClient http, MeasuredServer server, string method, string target, HttpContent? content)
    {
        var url = SigV4Signer.Presign(method, new Uri(server.Connection.Endpoint, target), server.Connection.Credentials, "us-east-1", "s3", DateTimeOffset.UtcNow, TimeSpan.FromHours(1));
        using var message = new HttpRequestMessage(new HttpMethod(method), url) { Content = content };
        using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        if (method == "POST")
        {
            return await answer.Content.ReadAsStringAsync();
        }

        await answer.Content.CopyToAsync(Stream.Null);
        return answer.Headers.ETag?.ToString() ?? "";
    }

    private static StreamContent Random(long bytes)
    {
        var content = new StreamContent(new RandomBytes(bytes));
        content.Headers.ContentLength = bytes;
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    [GeneratedRegex("<UploadId>(.*)</UploadId>")]
    private static partial Regex UploadId();

    /// <summary>So many bytes that no disk or file system can make less of.</summary>
    private sealed class RandomBytes(long length) : Stream
    {
        private readonly Random random = new(7);
        private long given;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => given;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var taken = (int)Math.Min(count, length - given);
            random.NextBytes(buffer.AsSpan(offset, taken));
            given += taken;
            return taken;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
