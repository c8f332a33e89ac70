using Refrain.Core.Identifiers;
using Refrain.Core.Jobs;

namespace Refrain.Core.Tests.Jobs;

public sealed class JobTokenTests
{
    [Fact]
    public void A_token_is_read_from_its_text()
    {
        var token = new JobToken("abc123def456", new StepName("Train-the_model"), 12);

        Assert.True(JobToken.TryParse(token.Value, out var read));
        Assert.Equal(token, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("abc.Train")]
    [InlineData("abc.Train.x")]
    [InlineData("abc.Train.-1")]
    [InlineData("abc..1")]
    [InlineData("abc.Train.1.2")]
    [InlineData("lost+found")]
    public void Other_texts_are_no_tokens(string text) => Assert.False(JobToken.TryParse(text, out _));
}
