namespace Refrain.Core.Jobs.Images;

/// <summary>Which runtime of this machine stands for which image. The first entry that matches is taken, the operator's own before the shipped ones.</summary>
public sealed record ImageCatalogue(ValueList<ImageEntry> Entries)
{
    /// <summary>Stands for the machine itself: nothing is added to a job, and its command is its own.</summary>
    public static ImageEntry Host { get; } = new() { Name = "host", Images = [ImagePattern.Parse(JobSpec.HostImage)] };

    /// <summary>What Refrain knows by itself.</summary>
    public static ImageCatalogue Shipped { get; } = new([Host, .. ShippedImages.All]);

    /// <summary>This catalogue with the operator's entries before its own.</summary>
    public ImageCatalogue With(ValueList<ImageEntry> own) => new([Host, .. own, .. Entries.Where(entry => entry != Host)]);

    /// <summary>The entry for an image; null when there is none.</summary>
    public ImageEntry? Find(string image)
    {
        var reference = ImageReference.Parse(image);
        return Entries.FirstOrDefault(entry => entry.Images.Any(pattern => pattern.Matches(reference)));
    }

    /// <summary>Why an image that no entry matches cannot be run, and what to do.</summary>
    public static string NoEntry(string image) =>
        $"There is no runtime for the image '{image}': add an entry for it to the image catalogue (images.json in the data folder, see docs/jobs.md), "
        + $"or use '{JobSpec.HostImage}' with a ContainerEntrypoint, which runs on this machine.";
}
