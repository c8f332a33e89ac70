using Refrain.Core.Jobs;

namespace Refrain.Engine.Driving;

/// <summary>
/// The slots of one execution, by job. It outlives the sessions that drive the execution one after the other, so a session that is dropped does not hand back
/// what its jobs still use; and it ends with the driving, so nothing is kept.
/// </summary>
public sealed class ExecutionSlots : IDisposable
{
    private readonly JobSlots server;
    private readonly string executionId;
    private readonly Dictionary<JobToken, SlotPlace> places = [];
    private readonly SortedSet<SlotPlace> line = new(Comparer<SlotPlace>.Create(Compare)); // those that decide or wait, in the definition's order
    private int waiting;
    private bool open = true;

    internal ExecutionSlots(JobSlots server, string executionId)
    {
        (this.server, this.executionId) = (server, executionId);
        Turn = new LinkedListNode<ExecutionSlots>(this);
    }

    /// <summary>What all jobs of the server may take together.</summary>
    public JobCapacity Capacity => server.Capacity;

    internal LinkedListNode<ExecutionSlots> Turn { get; }

    internal int Waiting => waiting;

    /// <summary>False: nothing new starts, and who waits is told so.</summary>
    public void Admit(bool mayStart)
    {
        lock (server.Gate)
        {
            open = mayStart;
            if (!mayStart)
            {
                foreach (var place in line.Where(place => place.Phase == SlotPhase.Waiting).ToList())
                {
                    Move(place, SlotPhase.Aside, SlotAnswer.NotWanted);
                }

                server.Serve();
            }
        }
    }

    /// <summary>The step is about to begin, and may want a slot. Said in the definition's order, before any of them asks.</summary>
    public void Announce(JobToken token, int position)
    {
        lock (server.Gate)
        {
            _ = Place(token, position);
        }
    }

    /// <summary>
    /// Completes when the job holds a slot for its claim. One that holds a slot for another claim hands that back first. A step that nobody announced
    /// (its session was dropped) is not wanted.
    /// </summary>
    public Task<SlotAnswer> TakeAsync(JobToken token, JobClaim claim, CancellationToken cancellationToken)
    {
        lock (server.Gate)
        {
            if (!open || !places.TryGetValue(token, out var place))
            {
                return Task.FromResult(SlotAnswer.NotWanted);
            }

            Move(place, SlotPhase.Aside, SlotAnswer.NotWanted);
            place.Claim = claim;
            Move(place, SlotPhase.Waiting, answered: null);
            place.Answer = new TaskCompletionSource<SlotAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
            var answer = place.Answer;
            server.Serve();
            if (answer.Task.IsCompleted)
            {
                return Task.FromResult(SlotAnswer.AtOnce);
            }

            // Not Task.WaitAsync, which hears of the answer on another thread.
            place.GivingUp = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
            return answer.Task;
        }
    }

    /// <summary>The step could not find out what it needs, and tries again later: it holds nothing, and nobody waits for it meanwhile.</summary>
    public void StandAside(JobToken token)
    {
        lock (server.Gate)
        {
            if (places.TryGetValue(token, out var place))
            {
                Move(place, SlotPhase.Aside, SlotAnswer.NotWanted);
                server.Serve();
            }
        }
    }

    /// <summary>A job that is recorded holds its slot, whatever the limits say: it runs. The claim counts if it has no slot yet.</summary>
    public void Hold(JobToken token, int position, Func<JobClaim> claim)
    {
        lock (server.Gate)
        {
            var place = Place(token, position);
            if (!place.Holds)
            {
                place.Claim = claim();
            }

            Move(place, SlotPhase.Running, SlotAnswer.AfterWaiting);
            server.Serve();
        }
    }

    /// <summary>The step needs no slot, or no more.</summary>
    public void Release(JobToken token)
    {
        lock (server.Gate)
        {
            if (places.TryGetValue(token, out var place))
            {
                Remove(place);
                server.Serve();
            }
        }
    }

    /// <summary>A session goes: only recorded jobs keep their slots, and of those only the ones named, when any are.</summary>
    public void KeepRunning(IReadOnlySet<JobToken>? only)
    {
        lock (server.Gate)
        {
            foreach (var place in places.Values.Where(place => place.Phase != SlotPhase.Running || only?.Contains(place.Token) == false).ToList())
            {
                Remove(place);
            }

            server.Serve();
        }
    }

    /// <summary>Hands back everything.</summary>
    public void Dispose()
    {
        lock (server.Gate)
        {
            open = false;
            foreach (var place in places.Values.ToList())
            {
                Remove(place);
            }

            server.Serve();
        }
    }

    /// <inheritdoc />
    public override string ToString() => executionId;

    /// <summary>The first that waits, and how many before it have not decided; null when there is none, or when as many as that have not. Under the gate.</summary>
    internal (SlotPlace Place, int Undecided)? First(int mostUndecided)
    {
        var undecided = 0;
        foreach (var place in line)
        {
            if (place.Phase == SlotPhase.Waiting)
            {
                return (place, undecided);
            }

            if (++undecided >= mostUndecided)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>It is its turn. Under the gate.</summary>
    internal void Give(SlotPlace place) => Move(place, SlotPhase.Given, SlotAnswer.AfterWaiting);

    private static int Compare(SlotPlace one, SlotPlace other) =>
        (one.Position, one.Token.Attempt).CompareTo((other.Position, other.Token.Attempt));

    private SlotPlace Place(JobToken token, int position)
    {
        if (!places.TryGetValue(token, out var place))
        {
            places[token] = place = new SlotPlace(this, token, position);
            line.Add(place);
        }

        return place;
    }

    /// <summary>The one way from phase to phase: counts what is held, keeps line and round, and answers who waited.</summary>
    private void Move(SlotPlace place, SlotPhase to, SlotAnswer? answered)
    {
        var (held, waited) = (place.Holds, place.Phase == SlotPhase.Waiting);
        place.Phase = to;
        if (held != place.Holds)
        {
            server.Count(place.Claim, held ? -1 : 1);
        }

        _ = to is SlotPhase.Deciding or SlotPhase.Waiting ? line.Add(place) : line.Remove(place);
        waiting += (to == SlotPhase.Waiting ? 1 : 0) - (waited ? 1 : 0);
        server.SetWaiting(this, waiting > 0);
        if (waited && answered is { } answer)
        {
            place.Overtakes = 0;
            place.GivingUp.Unregister();
            place.Answer?.TrySetResult(answer);
        }
    }

    private void Remove(SlotPlace place)
    {
        Move(place, SlotPhase.Aside, SlotAnswer.NotWanted);
        places.Remove(place.Token);
    }
}
