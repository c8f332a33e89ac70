namespace Refrain.Benchmarks;

/// <summary>A data folder that is gone afterwards.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("refrain-benchmark-").FullName;

    public void Dispose()
    {
        for (var tries = 0; tries < 100 && Directory.Exists(Path); tries++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException)
            {
                Thread.Sleep(100); // the supervisor leaves a moment after the server
            }
        }
    }
}
