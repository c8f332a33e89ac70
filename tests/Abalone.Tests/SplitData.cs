namespace Abalone.Tests;

/// <summary>The whole data set, split once for the tests of a class.</summary>
public sealed class SplitData : IDisposable
{
    public SplitData()
    {
        Folder.Write(File.ReadAllText(Sample.DataFile), "processing", "input", "data", "abalone.csv");
        Ended = Folder.Run("Preprocess");
    }

    internal JobFolder Folder { get; } = new();

    internal Ended Ended { get; }

    /// <summary>A training job on the split data with the definition's defaults, some of them changed.</summary>
    internal TrainedModel Train(string? trainer = null, params (string Name, string Value)[] changed)
    {
        var job = new JobFolder();
        job.TakeChannelsFrom(Folder);
        job.Write(File.ReadAllText(Folder.Path("processing", "test", "test.csv")), "processing", "test", "test.csv");
        var hyperParameters = new Definition().DefaultHyperParameters();
        foreach (var (name, value) in changed)
        {
            hyperParameters[name] = value;
        }

        job.WriteHyperParameters(hyperParameters);
        return new TrainedModel(job, job.Run("Train", ("ABALONE_TRAINER", trainer ?? "")));
    }

    public void Dispose() => Folder.Dispose();
}
