using Refrain.Core;
using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

/// <summary>What any store of queues promises.</summary>
public abstract class QueueStoreContract : StoreContract
{
    private static readonly QueueRecord Queue = new(Sample.Scope, "q", new RawJson("""{"VisibilityTimeout":"5"}"""), Sample.At(0), Sample.At(0));

    private IQueueStore Queues => Stores.Queues!; // the worlds of these tests have them

    private IQueueMessages Messages => Stores.Messages!;

    [Fact]
    public async Task A_queue_is_made_once_and_found_as_it_was()
    {
        var made = await Queues.CreateAsync(Queue, Cancel);
        var again = await Queues.CreateAsync(Queue with { Attributes = RawJson.EmptyObject }, Cancel);

        Assert.Equal((Queue, Queue), (made, again));
        Assert.Equal(Queue, await Queues.FindAsync(Sample.Scope, "q", Cancel));
        Assert.Null(await Queues.FindAsync(Sample.Scope with { Region = "us-east-1" }, "q", Cancel));
    }

    [Fact]
    public async Task A_message_with_an_id_that_is_there_is_the_same_message()
    {
        await Queues.CreateAsync(Queue, Cancel);

        Assert.True(await SendAsync("m"));
        Assert.True(await SendAsync("m"));
        Assert.Equal(new QueueCounts(1, 0, 0), await Queues.CountAsync(Queue, Sample.At(1), Cancel));
    }

    [Fact]
    public async Task A_message_for_a_queue_that_is_not_there_goes_nowhere() => Assert.False(await SendAsync("m"));

    [Fact]
    public async Task A_delivered_message_is_hidden_until_its_time_and_then_delivered_again_with_another_receipt()
    {
        await Queues.CreateAsync(Queue, Cancel);
        await SendAsync("m");

        var first = Assert.Single(await ReceiveAsync(at: 1, hiddenUntil: 10, "r1"));
        Assert.Empty(await ReceiveAsync(at: 9, hiddenUntil: 20, "r2"));
        var second = Assert.Single(await ReceiveAsync(at: 10, hiddenUntil: 20, "r3"));
        await Messages.DeleteAsync(Queue, "m", "r1", Cancel);
        var kept = await Queues.CountAsync(Queue, Sample.At(11), Cancel);
        await Messages.DeleteAsync(Queue, "m", "r3", Cancel);

        Assert.Equal((1, "r1", Sample.At(1)), (first.Received, first.Receipt, first.FirstReceivedAt));
        Assert.Equal((2, "r3", Sample.At(1)), (second.Received, second.Receipt, second.FirstReceivedAt));
        Assert.Equal(new QueueCounts(0, 1, 0), kept);
        Assert.Equal(new QueueCounts(0, 0, 0), await Queues.CountAsync(Queue, Sample.At(11), Cancel));
    }

    [Fact]
    public async Task A_message_that_is_older_than_the_queue_keeps_is_gone()
    {
        await Queues.CreateAsync(Queue, Cancel);
        await SendAsync("m");

        Assert.Empty(await Messages.ReceiveAsync(Queue, 1, Sample.At(100), Sample.At(110), keptSince: Sample.At(50), ["r"], Cancel));
        Assert.Equal(new QueueCounts(0, 0, 0), await Queues.CountAsync(Queue, Sample.At(100), Cancel));
    }

    [Fact]
    public async Task Only_the_latest_receipt_of_a_hidden_message_hides_it_longer()
    {
        await Queues.CreateAsync(Queue, Cancel);
        await SendAsync("m");
        await ReceiveAsync(at: 1, hiddenUntil: 10, "r1");

        Assert.False(await Messages.HideAsync(Queue, "m", "r0", Sample.At(2), Sample.At(30), Cancel));
        Assert.True(await Messages.HideAsync(Queue, "m", "r1", Sample.At(2), Sample.At(30), Cancel));
        Assert.False(await Messages.HideAsync(Queue, "m", "r1", Sample.At(31), Sample.At(40), Cancel));
        Assert.Empty(await ReceiveAsync(at: 29, hiddenUntil: 40, "r2"));
    }

    [Fact]
    public async Task Queues_are_listed_by_name_and_go_with_their_messages()
    {
        foreach (var name in (string[])["b", "a2", "a1"])
        {
            await Queues.CreateAsync(Queue with { Name = name }, Cancel);
        }

        await Messages.SendAsync(Sample.Scope, "a1", new QueuedMessage("m", "x", null, Sample.At(0), Sample.At(0)), Cancel);
        var all = await Queues.ListAsync(Sample.Scope, "a", null, 10, Cancel);
        var rest = await Queues.ListAsync(Sample.Scope, "a", "a1", 10, Cancel);
        await Queues.DeleteAsync(Sample.Scope, "a1", Cancel);
        await Queues.CreateAsync(Queue with { Name = "a1" }, Cancel);

        Assert.Equal(["a1", "a2"], all.Select(queue => queue.Name));
        Assert.Equal(["a2"], rest.Select(queue => queue.Name));
        Assert.Equal(new QueueCounts(0, 0, 0), await Queues.CountAsync(Queue with { Name = "a1" }, Sample.At(1), Cancel));
    }

    private Task<bool> SendAsync(string id) => Messages.SendAsync(Sample.Scope, "q", new QueuedMessage(id, "body", new RawJson("{}"), Sample.At(0), Sample.At(0)), Cancel);

    private Task<ValueList<ReceivedMessage>> ReceiveAsync(int at, int hiddenUntil, string receipt) =>
        Messages.ReceiveAsync(Queue, 1, Sample.At(at), Sample.At(hiddenUntil), Sample.At(-1000), [receipt], Cancel);
}
