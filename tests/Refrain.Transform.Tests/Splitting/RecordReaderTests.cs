using System.Buffers.Binary;
using System.Text;
using Refrain.Transform.Splitting;

namespace Refrain.Transform.Tests.Splitting;

/// <summary>What a record is, by split type.</summary>
public sealed class RecordReaderTests
{
    [Theory]
    [InlineData("a\nb\nc", "a|b|c")]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("a\r\nb\r\n", "a|b")]
    [InlineData("\n\na\n\n \nb", "a| |b")]
    [InlineData("", "")]
    [InlineData("\n", "")]
    public async Task Lines_are_records_without_their_ends_and_empty_ones_are_none(string text, string records) =>
        Assert.Equal(records, string.Join('|', (await AllAsync("Line", Encoding.UTF8.GetBytes(text))).Select(Encoding.UTF8.GetString)));

    [Fact]
    public async Task A_line_may_be_longer_than_any_buffer()
    {
        var text = new string('x', 200_000);

        Assert.Equal([text, "y"], (await AllAsync("Line", Encoding.UTF8.GetBytes($"{text}\ny"))).Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public async Task Without_a_split_the_object_is_one_record_and_an_empty_object_none()
    {
        Assert.Equal("a\nb\n", Encoding.UTF8.GetString(Assert.Single(await AllAsync("None", "a\nb\n"u8.ToArray()))));
        Assert.Empty(await AllAsync("None", []));
    }

    [Fact]
    public async Task An_object_that_no_request_can_hold_is_not_read_to_its_end()
    {
        await using var endless = new EndlessStream();

        var problem = await Assert.ThrowsAsync<TransformException>(() => RecordReader.For("None", endless, 1000).NextAsync(TestContext.Current.CancellationToken));

        Assert.Equal("it is larger than one request may be (1000 bytes, MaxPayloadInMB): set SplitType, or a larger MaxPayloadInMB", problem.Message);
    }

    [Fact]
    public async Task RecordIO_keeps_its_frames_and_parts_of_a_record_together()
    {
        byte[] whole = RecordIO("hello", part: 0);
        byte[] parted = [.. RecordIO("first", part: 1), .. RecordIO("mid", part: 2), .. RecordIO("last", part: 3)];

        Assert.Equal([whole, parted, whole], await AllAsync("RecordIO", [.. whole, .. parted, .. whole]));
    }

    [Fact]
    public async Task TFRecord_keeps_its_frames()
    {
        byte[] one = TFRecord("hello"), two = TFRecord("");

        Assert.Equal([one, two], await AllAsync("TFRecord", [.. one, .. two]));
    }

    [Theory]
    [InlineData("RecordIO", "it is not RecordIO: the magic number is missing before a record")]
    [InlineData("TFRecord", "it is not TFRecord: a record would have")]
    public async Task Bytes_that_are_no_records_are_told(string splitType, string problem) =>
        Assert.StartsWith(problem, (await Assert.ThrowsAsync<TransformException>(() => AllAsync(splitType, "this is some text, and no record"u8.ToArray()))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("RecordIO")]
    [InlineData("TFRecord")]
    public async Task An_object_that_ends_within_a_record_is_told(string splitType)
    {
        var bytes = splitType == "RecordIO" ? RecordIO("hello", 0) : TFRecord("hello");
        for (var length = 1; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            Assert.Equal($"it ends within a {splitType} record", (await Assert.ThrowsAsync<TransformException>(() => AllAsync(splitType, cut))).Message);
        }
    }

    [Theory]
    [InlineData(false, 5, "a b|a b")]
    [InlineData(false, 6, "aa|aa")]
    [InlineData(true, 100, "a|b|c")]
    public async Task Records_go_together_as_many_as_fit(bool single, int maxBytes, string shape)
    {
        var text = shape switch { "a b|a b" => "a1\nb1\nc1\nd1", "aa|aa" => "aaaa\nbbbb", _ => "1\n2\n3" };
        await using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var batches = new BatchReader(RecordReader.For("Line", stream, maxBytes), record => record, single, maxBytes);
        var bodies = new List<string>();
        while (await batches.NextAsync(TestContext.Current.CancellationToken) is { } batch)
        {
            bodies.Add(Encoding.UTF8.GetString(batch.Body));
        }

        Assert.Equal(shape switch { "a b|a b" => ["a1\nb1", "c1\nd1"], "aa|aa" => ["aaaa", "bbbb"], _ => ["1", "2", "3"] }, bodies);
    }

    [Fact]
    public async Task A_record_that_no_request_can_hold_is_told()
    {
        await using var stream = new MemoryStream("a\nbbbbbb\n"u8.ToArray());
        var batches = new BatchReader(RecordReader.For("Line", stream, 4), record => record, isSingle: false, 4);

        Assert.NotNull(await batches.NextAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            "a record of 6 bytes is larger than a request may be (4 bytes, MaxPayloadInMB)",
            (await Assert.ThrowsAsync<TransformException>(() => batches.NextAsync(TestContext.Current.CancellationToken))).Message);
    }

    private static async Task<List<byte[]>> AllAsync(string splitType, byte[] bytes)
    {
        await using var stream = new MemoryStream(bytes);
        var reader = RecordReader.For(splitType, stream, null);
        var all = new List<byte[]>();
        while (await reader.NextAsync(TestContext.Current.CancellationToken) is { } record)
        {
            all.Add(record);
        }

        return all;
    }

    private static byte[] RecordIO(string text, uint part)
    {
        var data = Encoding.UTF8.GetBytes(text);
        var record = new byte[8 + (data.Length + 3) / 4 * 4];
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0xced7230a);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), (part << 29) | (uint)data.Length);
        data.CopyTo(record, 8);
        return record;
    }

    private static byte[] TFRecord(string text)
    {
        var data = Encoding.UTF8.GetBytes(text);
        var record = new byte[12 + data.Length + 4];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        data.CopyTo(record, 12);
        return record;
    }

    private sealed class EndlessStream : MemoryStream
    {
        private int reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Assert.True(++reads < 10, "it is read on and on");
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
