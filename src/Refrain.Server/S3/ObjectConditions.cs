using Microsoft.Net.Http.Headers;
using Refrain.Engine.Ports;

namespace Refrain.Server.S3;

/// <summary>The four conditions of a request about an object that there is, in the order of RFC 9110, 13.2.2. Times count whole seconds, as their headers do.</summary>
internal sealed record ObjectConditions(string? Match, string? NoneMatch, DateTimeOffset? ModifiedSince, DateTimeOffset? UnmodifiedSince)
{
    private const string CopySource = "x-amz-copy-source-";

    /// <summary>What a request asks of the object that it reads.</summary>
    public static ObjectConditions OfRead(S3Call call) => Of(call, "");

    /// <summary>What a copy asks of its source.</summary>
    public static ObjectConditions OfSource(S3Call call) => Of(call, CopySource);

    /// <summary>What a request asks of the key that it writes or removes.</summary>
    /// <exception cref="Http.WireErrorException">If-None-Match names an ETag: S3 takes nothing but <c>*</c> there.</exception>
    public static WriteCondition OfWrite(S3Call call) => (call.Header("If-Match"), call.Header("If-None-Match")) switch
    {
        (null, null) => WriteCondition.None,
        ({ } match, null) => new WriteCondition(match.Trim().Trim('"'), IsAbsent: false),
        (null, "*") => new WriteCondition(null, IsAbsent: true),
        (null, _) => throw S3Errors.NotOffered("If-None-Match of a write with anything but *"),
        _ => throw S3Errors.NotOffered("a write with both If-Match and If-None-Match"),
    };

    /// <summary>Whether the object is what the client has already; a GET of it is answered 304.</summary>
    /// <exception cref="Http.WireErrorException">PreconditionFailed.</exception>
    public bool IsUnchanged(ObjectRecord found)
    {
        if (Match is not null)
        {
            _ = Names(Match, found) ? true : throw S3Errors.PreconditionFailed("If-Match");
        }
        else if (UnmodifiedSince < Second(found.ModifiedAt))
        {
            throw S3Errors.PreconditionFailed("If-Unmodified-Since");
        }

        return NoneMatch is not null ? Names(NoneMatch, found) : ModifiedSince >= Second(found.ModifiedAt);
    }

    private static ObjectConditions Of(S3Call call, string prefix) => new(
        call.Header($"{prefix}If-Match"), call.Header($"{prefix}If-None-Match"), Time(call.Header($"{prefix}If-Modified-Since")), Time(call.Header($"{prefix}If-Unmodified-Since")));

    private static bool Names(string etags, ObjectRecord found) =>
        etags.Split(',', StringSplitOptions.TrimEntries).Any(etag => etag == "*" || etag.Trim('"') == found.ETag);

    private static DateTimeOffset? Time(string? text) => HeaderUtilities.TryParseDate(text, out var time) ? time : null;

    private static DateTimeOffset Second(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
