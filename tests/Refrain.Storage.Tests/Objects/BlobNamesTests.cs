using Refrain.Storage.Objects;

namespace Refrain.Storage.Tests.Objects;

public sealed class BlobNamesTests
{
    private const string Name = "b640e840b19d378660b32fb51ae18d67dccb4a8596a29e7bd72c1b2ae5928f41";

    [Theory]
    [InlineData("", false)]
    [InlineData(Name, true)]
    [InlineData($"{{\"blob\":\"{Name}\"}}", true)]
    [InlineData($"0123{Name}", false)]
    [InlineData($"abc {Name} def", true)]
    [InlineData("b640e840b19d378660b32fb51ae18d67dccb4a8596a29e7bd72c1b2ae5928f4", false)]
    [InlineData("B640E840B19D378660B32FB51AE18D67DCCB4A8596A29E7BD72C1B2AE5928F41", false)]
    public void A_name_is_64_hex_digits_in_a_row_and_no_more(string text, bool named)
    {
        var names = new BlobNames();

        names.AddFrom(text);

        Assert.Equal(named, names.Contains(Name));
        Assert.Equal(named ? 1 : 0, names.Count);
    }
}
