using Refrain.Core.Executions;
using static Refrain.Core.Tests.Executions.Samples;

namespace Refrain.Core.Tests.Executions;

public sealed class StepTransitionsTests
{
    private static readonly Dictionary<string, StepState> States = new()
    {
        ["Waiting"] = new StepState.Waiting(),
        ["Waiting 2"] = new StepState.Waiting(2),
        ["Launching 1"] = new StepState.Launching(1),
        ["Launching 2"] = new StepState.Launching(2),
        ["Running 1"] = new StepState.Running(1, "handle"),
        ["Running 2"] = new StepState.Running(2, "handle"),
        ["BackingOff 2"] = new StepState.BackingOff(2, Start.AddSeconds(30)),
        ["BackingOff 3"] = new StepState.BackingOff(3, Start.AddSeconds(30)),
        ["Succeeded"] = new StepState.Succeeded(Result),
        ["Failed"] = new StepState.Failed("why"),
        ["Stopped"] = new StepState.Stopped(),
        ["Reused"] = new StepState.Reused(),
        ["OutOfScope"] = new StepState.OutOfScope(),
        ["Skipped"] = new StepState.Skipped(),
    };

    private static readonly Dictionary<string, ExecutionEvent> Events = new()
    {
        ["launching 1"] = Launching("A", 1),
        ["cache hit"] = CacheHit("A", Identity),
        ["launching 2"] = Launching("A", 2),
        ["callback sending 1"] = Asking(1),
        ["callback sending 2"] = Asking(2),
        ["started 1"] = StepStarted("A", 1),
        ["started 2"] = StepStarted("A", 2),
        ["stopping 1"] = new ExecutionEvent.StepStopping(Start, new("A"), 1),
        ["stopping 2"] = new ExecutionEvent.StepStopping(Start, new("A"), 2),
        ["succeeded 1"] = Succeeded("A", 1),
        ["succeeded 2"] = Succeeded("A", 2),
        ["failed 1"] = Failed("A", 1),
        ["failed 2"] = Failed("A", 2),
        ["stopped 1"] = Stopped("A", 1),
        ["stopped 2"] = Stopped("A", 2),
        ["backed off to 2"] = BackedOff("A", 2),
        ["backed off to 3"] = BackedOff("A", 3),
        ["execution stopping"] = new ExecutionEvent.ExecutionStopping(Start),
    };

    private static readonly Dictionary<(string From, string Event), string> Legal = new()
    {
        [("Waiting", "launching 1")] = "Launching 1",
        [("Waiting", "callback sending 1")] = "Launching 1",
        [("Waiting 2", "callback sending 2")] = "Launching 2",
        [("Waiting", "cache hit")] = "Succeeded",
        [("Waiting", "succeeded 1")] = "Succeeded",
        [("Waiting", "failed 1")] = "Failed",
        [("Waiting", "backed off to 2")] = "BackingOff 2",
        [("Waiting 2", "launching 2")] = "Launching 2",
        [("Waiting 2", "cache hit")] = "Succeeded",
        [("Waiting 2", "succeeded 2")] = "Succeeded",
        [("Waiting 2", "failed 2")] = "Failed",
        [("Waiting 2", "backed off to 3")] = "BackingOff 3",
        [("Launching 1", "started 1")] = "Running 1",
        [("Launching 1", "stopping 1")] = "Launching 1",
        [("Launching 2", "stopping 2")] = "Launching 2",
        [("Running 1", "stopping 1")] = "Running 1",
        [("Running 2", "stopping 2")] = "Running 2",
        [("Launching 1", "succeeded 1")] = "Succeeded",
        [("Launching 1", "failed 1")] = "Failed",
        [("Launching 1", "stopped 1")] = "Stopped",
        [("Launching 1", "backed off to 2")] = "BackingOff 2",
        [("Launching 2", "started 2")] = "Running 2",
        [("Launching 2", "succeeded 2")] = "Succeeded",
        [("Launching 2", "failed 2")] = "Failed",
        [("Launching 2", "stopped 2")] = "Stopped",
        [("Launching 2", "backed off to 3")] = "BackingOff 3",
        [("Running 1", "succeeded 1")] = "Succeeded",
        [("Running 1", "failed 1")] = "Failed",
        [("Running 1", "stopped 1")] = "Stopped",
        [("Running 1", "backed off to 2")] = "BackingOff 2",
        [("Running 2", "succeeded 2")] = "Succeeded",
        [("Running 2", "failed 2")] = "Failed",
        [("Running 2", "stopped 2")] = "Stopped",
        [("Running 2", "backed off to 3")] = "BackingOff 3",
        [("BackingOff 2", "launching 2")] = "Launching 2",
        [("BackingOff 2", "failed 2")] = "Failed",
        [("BackingOff 2", "stopped 2")] = "Stopped",
        [("BackingOff 2", "succeeded 2")] = "Succeeded",
        [("BackingOff 2", "cache hit")] = "Succeeded",
        [("BackingOff 2", "backed off to 3")] = "BackingOff 3",
    };

    // BackingOff 3 has no events of its own attempt in the table above, but for the hit, which names none: it is there as a target.
    public static TheoryData<string, string> Pairs => new(
        States.Keys.Where(state => state != "BackingOff 3").SelectMany(state => Events.Keys.Select(happened => (state, happened))));

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_move_is_in_the_table_or_illegal(string from, string happened)
    {
        if (Legal.TryGetValue((from, happened), out var to))
        {
            Assert.Equal(States[to], StepTransitions.Next(States[from], Events[happened]));
            return;
        }

        var refused = Assert.Throws<IllegalTransitionException>(() => StepTransitions.Next(States[from], Events[happened]));
        Assert.StartsWith($"{Events[happened].GetType().Name} cannot follow ", refused.Message, StringComparison.Ordinal);
    }

    private static ExecutionEvent.CallbackSending Asking(int attempt) => new(Start, new Refrain.Core.Identifiers.StepName("A"), attempt, "a1B2c3D4e5", "https://q", RawJson.EmptyObject, Start.AddDays(28));
}
