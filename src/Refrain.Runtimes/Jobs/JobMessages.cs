using System.Text;

namespace Refrain.Runtimes.Jobs;

/// <summary>The two files by which a job speaks about its end (spec 07, 2 and 3).</summary>
internal static class JobMessages
{
    /// <summary>Path of the exit message.</summary>
    public const string MessagePath = "/opt/ml/output/message";

    private const string FailurePath = "/opt/ml/output/failure";
    private const int MessageBytes = 1024;
    private const int FailureCharacters = 1024;
    private const int LongestUtf8Character = 4;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The first KiB of the exit messages of all hosts, one after the other; null when there is none. <paramref name="isText"/> is false when one is not UTF-8.
    /// </summary>
    public static string? ReadMessage(IReadOnlyList<JobDirectory> hosts, out bool isText)
    {
        isText = true;
        var all = new List<byte>();
        var isWhole = true;
        var isThere = false;
        foreach (var host in hosts)
        {
            if (ReadStart(host, MessagePath, MessageBytes, out var isWholeHere) is { } bytes)
            {
                isThere = true;
                isWhole &= isWholeHere;
                all.AddRange(bytes);
            }
        }

        if (!isThere)
        {
            return null;
        }

        var start = all.Take(MessageBytes).ToArray();
        try
        {
            return Strict.GetString(isWhole && start.Length == all.Count ? start : WithoutHalfCharacter(start));
        }
        catch (DecoderFallbackException)
        {
            isText = false;
            return null;
        }
    }

    /// <summary>The first 1024 characters of the failure text; null when there is none.</summary>
    public static string? ReadFailure(JobDirectory job)
    {
        if (ReadStart(job, FailurePath, FailureCharacters * LongestUtf8Character, out _) is not { } bytes)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes);
        var length = Math.Min(text.Length, FailureCharacters);
        return text[..(length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    private static byte[]? ReadStart(JobDirectory job, string path, int most, out bool isWhole)
    {
        isWhole = true;
        var file = job.OnHost(path);
        if (!DirectoryTree.IsOwnDirectory(job.Ml, Path.GetDirectoryName(file)!) // the files lie in /opt/ml/output
            || FileStatus.Find(file) is not { Kind: FileKind.Regular } status)
        {
            return null;
        }

        if ((status.Mode & UnixFileMode.UserRead) == 0)
        {
            File.SetUnixFileMode(file, status.Mode | UnixFileMode.UserRead);
        }

        using var stream = File.OpenRead(file);
        var bytes = new byte[(int)Math.Min(stream.Length, most)];
        stream.ReadExactly(bytes);
        isWhole = stream.Length <= most;
        return bytes;
    }

    /// <summary>A cut may go through a character; its first bytes are no mistake of the job.</summary>
    private static ReadOnlySpan<byte> WithoutHalfCharacter(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back < LongestUtf8Character && back <= bytes.Length; back++)
        {
            var lead = bytes[^back];
            if ((lead & 0xc0) == 0x80)
            {
                continue;
            }

            var length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
            return length > back ? bytes[..^back] : bytes;
        }

        return bytes;
    }
}
