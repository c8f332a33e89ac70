using Refrain.Core.Steps;

namespace Refrain.Core.Tests.Steps;

public sealed class IdentityPartTests
{
    private static readonly StepIdentity Identity = new()
    {
        Definition = "d", Arguments = "a", Image = "i", Environment = "e", Code = "c", Inputs = [new InputDigest("x", "s3://b/x", "1"), new InputDigest("y", "s3://b/y", "2")],
    };

    [Fact]
    public void Of_two_equal_identities_every_part_is_told_and_none_changed()
    {
        var parts = IdentityPart.Compare(Identity, Identity);

        Assert.Equal(["definition", "arguments", "image", "environment", "code", "input x", "input y"], parts.Select(part => part.Title));
        Assert.DoesNotContain(parts, part => part.Changed);
    }

    [Fact]
    public void A_part_that_differs_is_changed_and_no_other() =>
        Assert.Equal(
            ["image", "code"],
            IdentityPart.Compare(Identity, Identity with { Image = "j", Code = "" }).Where(part => part.Changed).Select(part => part.Title));

    [Fact]
    public void What_stood_for_the_image_is_a_part_where_one_of_the_two_tells_it()
    {
        var parts = IdentityPart.Compare(Identity, Identity with { Runtime = "r" });

        Assert.Equal(new IdentityPart("runtime", null, null, "r"), Assert.Single(parts, part => part.Changed));
        Assert.Single(IdentityPart.Compare(Identity with { Runtime = "r" }, Identity with { Runtime = "r" }), part => part is { Part: "runtime", Changed: false });
    }

    [Fact]
    public void Inputs_are_matched_by_name_new_ones_before_those_that_are_gone()
    {
        var parts = IdentityPart.Compare(Identity, Identity with { Inputs = [new InputDigest("z", "s3://b/z", "3"), new InputDigest("y", "s3://c/y", "2")] });

        Assert.Equal(
            [
                new IdentityPart("input", "z", null, "3", null, "s3://b/z"),
                new IdentityPart("input", "y", "2", "2", "s3://b/y", "s3://c/y"),
                new IdentityPart("input", "x", "1", null, "s3://b/x", null),
            ],
            parts.Where(part => part.Part == "input"));
        Assert.Equal([true, false, true], parts.Where(part => part.Part == "input").Select(part => part.Changed));
    }
}
