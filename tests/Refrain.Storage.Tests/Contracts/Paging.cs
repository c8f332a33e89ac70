using Refrain.Engine.Ports;

namespace Refrain.Storage.Tests.Contracts;

/// <summary>Walks lists page by page.</summary>
public static class Paging
{
    /// <summary>All items; <paramref name="between"/> runs after every page.</summary>
    public static async Task<List<T>> AllAsync<T>(Func<PageRequest, Task<Page<T>>> list, int limit, bool descending = false, Func<Task>? between = null)
    {
        var items = new List<T>();
        string? cursor = null;
        do
        {
            var page = await list(new PageRequest(descending, cursor, limit));
            Assert.InRange(page.Items.Count, 0, limit);
            items.AddRange(page.Items);
            cursor = page.Next;
            await (between?.Invoke() ?? Task.CompletedTask);
        }
        while (cursor is not null);

        return items;
    }
}
