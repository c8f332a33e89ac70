using Refrain.Core.Jobs;

namespace Refrain.Core.Tests.Jobs;

public sealed class ContentManifestTests
{
    [Fact]
    public void Equal_content_has_equal_digests_and_any_difference_another()
    {
        ContentManifest[] all =
        [
            ContentManifest.Empty,
            new([new("a", "01", 1)]),
            new([new("a", "02", 1)]),
            new([new("b", "01", 1)]),
            new([new("a", "01", 1), new("b", "01", 1)]),
            new([new("", "01", 1)]),
        ];

        Assert.Equal(all.Length, all.Select(manifest => manifest.Digest).Distinct().Count());
        Assert.Equal(new ContentManifest([new("a", "01", 1)]).Digest, all[1].Digest);
        Assert.All(all, manifest => Assert.Matches("^[0-9a-f]{64}$", manifest.Digest));
    }

    [Fact]
    public void The_digest_is_the_same_for_ever() =>
        Assert.Equal("373bee2b9424e8ee8cc1bff549f52965f19a25220f6829a450daa183c064a3fb", new ContentManifest([new("a/b.csv", "01", 5)]).Digest); // of "a/b.csv", a zero byte, "01", a line feed
}
