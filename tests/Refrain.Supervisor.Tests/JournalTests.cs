namespace Refrain.Supervisor.Tests;

public sealed class JournalTests
{
    [Fact]
    public void A_journal_whose_disk_is_full_is_silent_and_speaks_again_later()
    {
        using var disk = new StringWriter();
        using var output = new FullWriter(disk) { IsFull = true };
        var journal = new Journal(output, TimeProvider.System);

        journal.Write("lost");
        output.IsFull = false;
        journal.Write("kept");

        Assert.EndsWith("Z kept\n", disk.ToString(), StringComparison.Ordinal);
    }

    private sealed class FullWriter(TextWriter inner) : StringWriter
    {
        public bool IsFull { get; set; }

        public override void WriteLine(string? value)
        {
            if (IsFull)
            {
                throw new IOException("No space left on device", 28);
            }

            inner.Write($"{value}\n");
        }
    }
}
