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

    [Theory]
    [InlineData("a b c d e", 2, "a c e|b d")]
    [InlineData("c a b", 3, "a|b|c")]
    [InlineData("a", 2, "a|")]
    public void Files_go_round_the_hosts_in_the_order_of_their_paths(string paths, int hosts, string shares)
    {
        var manifest = new ContentManifest(paths.Split(' ').Select(path => new ManifestEntry(path, "00", 1)).ToValueList());

        Assert.Equal(shares, string.Join('|', Enumerable.Range(0, hosts).Select(host => string.Join(' ', manifest.ShareOf(host, hosts).Entries.Select(entry => entry.Path)))));
    }
}
