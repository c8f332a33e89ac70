using Microsoft.Extensions.Logging;

namespace Refrain.Engine;

/// <summary>
/// Tells an operator once when the world begins to refuse something, and once when that is over, however many executions and requests meet it in between.
/// What a disk refuses is one trouble, whichever file it was met at; anything else is told apart by its words.
/// </summary>
public sealed class FaultLog(ILogger<FaultLog> logger, TimeProvider clock)
{
    /// <summary>The owner of places that are requests: nobody need ever come back to one of those, so they do not keep a trouble alive.</summary>
    public const string Requests = "requests";

    /// <summary>The numbers Linux gives to errors, which IO exceptions carry: busy (a locked database), no space, read-only file system, over quota.</summary>
    private static readonly int[] OneForAll = [16, 28, 30, 122];

    /// <summary>A trouble that nobody met for this long is told again when it comes back: longer than any pause between two tries.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Trouble> troubles = [];

    /// <summary>True while the world refuses nothing that anybody asked for: then there is nothing to tell as over.</summary>
    public bool IsQuiet
    {
        get
        {
            lock (gate)
            {
                return troubles.Count == 0;
            }
        }
    }

    /// <summary>Somebody met a fault, and will try again.</summary>
    /// <param name="owner">Whose work it was: an execution, or <see cref="Requests"/>.</param>
    /// <param name="what">Which work.</param>
    /// <param name="fault">What was thrown.</param>
    public void Met(string owner, string what, Exception fault)
    {
        var place = (owner, what);
        var isShared = OneForAll.Contains(fault.HResult);
        var cause = isShared ? $"{fault.HResult}" : fault.Message;
        bool isNew;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var metBefore = troubles.Values.Any(trouble => trouble.Places.Contains(place) && now - trouble.LastMet <= Remembered);
            isNew = !(troubles.TryGetValue(cause, out var known) && now - known.LastMet <= Remembered) && (isShared || !metBefore);
            Leave(other => other == place);
            var trouble = troubles.TryGetValue(cause, out known) ? known : troubles[cause] = new Trouble(fault.Message);
            trouble.LastMet = now;
            trouble.Places.Add(place);
        }

        if (isNew)
        {
            logger.FaultMet(fault.Message, owner, what);
        }
        else
        {
            logger.FaultMetAgain(fault.Message, owner, what);
        }
    }

    /// <summary>This work was done, or is not wanted any more.</summary>
    public void Over(string owner, string what) => End(place => place == (owner, what));

    /// <summary>All work of this owner is done.</summary>
    public void Over(string owner) => End(place => place.Owner == owner);

    private void End(Func<(string Owner, string What), bool> isDone)
    {
        List<Trouble> over;
        lock (gate)
        {
            over = troubles.Count == 0 ? [] : Leave(isDone);
        }

        foreach (var trouble in over)
        {
            logger.FaultOver(trouble.Reason);
        }
    }

    /// <summary>Removes places; the troubles that nobody but requests is in any more are removed with them.</summary>
    private List<Trouble> Leave(Func<(string Owner, string What), bool> isDone)
    {
        var over = new List<Trouble>();
        foreach (var (cause, trouble) in troubles.ToList())
        {
            if (trouble.Places.RemoveWhere(place => isDone(place)) > 0 && trouble.Places.All(place => place.Owner == Requests))
            {
                troubles.Remove(cause);
                over.Add(trouble);
            }
        }

        return over;
    }

    private sealed class Trouble(string reason)
    {
        public string Reason => reason;

        public DateTimeOffset LastMet { get; set; }

        public HashSet<(string Owner, string What)> Places { get; } = [];
    }
}
