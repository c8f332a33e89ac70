using CsCheck;
using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Core.Steps.Condition;
using Refrain.Core.Tests.Planning;

namespace Refrain.Core.Tests.Executions;

/// <summary>Random pipelines, selections and fates: what must be true of every history.</summary>
public sealed class RandomExecutionTests
{
    private const string Policies = """[{"ExceptionType":["SageMaker.JOB_INTERNAL_ERROR"],"MaxAttempts":2},{"ExceptionType":["Step.SERVICE_FAULT"],"IntervalSeconds":20,"ExpireAfterMin":1}]""";

    private static readonly Gen<(string Drawing, int Mask, bool Outcome, int Seed)> Fates =
        Gen.Select(RandomPipeline.Drawings, Gen.Int[0, 511], Gen.Bool, Gen.Int[0, int.MaxValue - 1]);

    [Fact]
    public void Every_execution_keeps_the_rules_and_ends() =>
        Fates.Sample(
            fate =>
            {
                var definition = TestPipeline.Draw(fate.Drawing, Policies);
                if (Scope(definition, fate.Mask, fate.Outcome, out var scope))
                {
                    var world = new RandomWorld(definition, scope, fate.Seed);
                    world.Run();
                    new HistoryRules(definition, scope, world.Events).Check(world.State);
                }
            },
            iter: 3_000);

    [Fact]
    public void Folding_at_once_and_step_by_step_give_the_same_state() =>
        Fates.Sample(
            fate =>
            {
                var definition = TestPipeline.Draw(fate.Drawing, Policies);
                if (Scope(definition, fate.Mask, fate.Outcome, out var scope))
                {
                    var world = new RandomWorld(definition, scope, fate.Seed);
                    world.Run();
                    foreach (var length in Enumerable.Range(0, world.Events.Count + 1))
                    {
                        var read = world.Events.Take(length).Select(happened => StoredJson.ReadEvent(StoredJson.Write(happened)));
                        Assert.Equal(Describe(world.Fold(world.Events.Take(length))), Describe(world.Fold(read)));
                    }

                    Assert.Equal(Describe(world.State), Describe(world.Fold(world.Events)));
                }
            },
            iter: 300);

    [Fact]
    public void The_reports_taken_on_the_way_are_those_of_the_end() =>
        Fates.Sample(
            fate =>
            {
                var definition = TestPipeline.Draw(fate.Drawing, Policies);
                var world = new RandomWorld(definition, null, fate.Seed);
                world.Run();
                var (state, kept) = (world.Fold([]), new SortedDictionary<int, StepReport>());
                foreach (var happened in world.Events)
                {
                    state.Apply(happened);
                    foreach (var report in state.TakeChangedReports())
                    {
                        Assert.Equal(state.Length, report.Length);
                        kept[report.Position] = report;
                    }
                }

                Assert.Equal(definition.Steps.Where(step => state[step.Position].StartedAt is not null).Select(step => state.Report(step.Position)), kept.Values);
            },
            iter: 300);

    // Null for the mask 0: a full run. False when the service would refuse the selection.
    private static bool Scope(PipelineDefinition definition, int mask, bool outcome, out SelectiveScope? scope)
    {
        var fails = string.Join(' ', definition.Steps.Where(step => step.Type.Name == "Fail").Select(step => step.Name));
        var selected = definition.Steps.Where(step => (mask >> step.Position & 1) == 1).Select(step => step.Name).ToValueList();
        var answer = ExecutionPlanner.Plan(new PlanRequest(
            definition, 1, [], selected.Count == 0 ? null : selected, (new TestReference(definition) { Outcome = outcome, Without = fails }).Found, ReferenceRule.NameAndType));
        scope = (answer as PlanAnswer.Planned)?.Plan.Selective;
        return answer is PlanAnswer.Planned;
    }

    private static string Describe(ExecutionState state)
    {
        var steps = state.Definition.Steps.Select(step => $"{step.Name} {state[step.Position].State} {(state[step.Position].StartedAt is null ? null : state.Report(step.Position))}");
        var work = state.PendingWork(Samples.Start.AddDays(1), null, new HashSet<int>());
        return $"{state.Status} {state.Length} {state.ActiveCount} {state.HasFailedStep} {state.HasReadyStep} {state.FailureReason}\n{string.Join('\n', steps)}\n{string.Join('\n', work)}";
    }

    /// <summary>Reads a history from the first event to the last, knowing nothing of how the state is folded.</summary>
    private sealed class HistoryRules(PipelineDefinition definition, SelectiveScope? scope, List<ExecutionEvent> events)
    {
        private readonly HashSet<int> selected = [.. scope?.Selected.Positions() ?? definition.Steps.Select(step => step.Position)];
        private readonly HashSet<int> there = [.. scope?.Reused.SelectMany(source => source.Steps.Positions()) ?? []];
        private readonly Dictionary<StepName, bool> outcomes = [];
        private readonly HashSet<(int Step, int Attempt)> launched = [];
        private readonly HashSet<int> begun = [];
        private readonly HashSet<int> ended = [];
        private readonly HashSet<int> endedBadly = [];
        private bool failed;
        private bool stopping;

        public void Check(ExecutionState state)
        {
            foreach (var happened in events)
            {
                Read(happened);
            }

            Assert.Equal(failed ? ExecutionStatus.Failed : stopping ? ExecutionStatus.Stopped : ExecutionStatus.Succeeded, state.Status);
            Assert.Equal(begun.Order(), ended.Order());
            Assert.Equal(1 + events.Count(happened => happened is ExecutionEvent.ExecutionRetried), events.Count(happened => happened is ExecutionEvent.ExecutionSucceeded or ExecutionEvent.ExecutionFailed or ExecutionEvent.ExecutionStopped));
            Assert.Equal(0, state.ActiveCount);
            if (state.Status == ExecutionStatus.Succeeded)
            {
                Assert.Equal(selected.Where(HadToRun).Order(), begun.Order());
            }
        }

        private void Read(ExecutionEvent happened)
        {
            switch (happened)
            {
                case ExecutionEvent.StepLaunching e:
                    Begin(e.Step, mayFollowAStop: false);
                    Assert.True(launched.Add((definition[e.Step].Position, e.Attempt)), $"{e.Step} was launched twice as attempt {e.Attempt}.");
                    break;
                case ExecutionEvent.StepCacheHit e:
                    Begin(e.Step, mayFollowAStop: false);
                    Assert.True(ended.Add(definition[e.Step].Position));
                    there.Add(definition[e.Step].Position);
                    break;
                case ExecutionEvent.StepSucceeded e:
                    Begin(e.Step, mayFollowAStop: true);
                    Assert.True(ended.Add(definition[e.Step].Position));
                    there.Add(definition[e.Step].Position);
                    if (definition[e.Step].Type is ConditionStepType)
                    {
                        outcomes[e.Step] = ConditionStepType.Outcome(e.Result);
                    }

                    break;
                case ExecutionEvent.StepBackedOff e:
                    Begin(e.Step, mayFollowAStop: false);
                    Assert.False(failed || stopping, $"{e.Step} is to be tried again after a failure or a stop.");
                    break;
                case ExecutionEvent.StepFailed e:
                    Begin(e.Step, mayFollowAStop: false);
                    EndBadly(e.Step);
                    failed = true;
                    break;
                case ExecutionEvent.StepStopped e:
                    Assert.True(stopping || failed, $"{e.Step} was stopped by nobody.");
                    EndBadly(e.Step);
                    break;
                case ExecutionEvent.ExecutionRetried:
                    Assert.True(stopping || failed, "An execution was retried that had done all.");
                    begun.ExceptWith(endedBadly);
                    ended.ExceptWith(endedBadly);
                    endedBadly.Clear();
                    (failed, stopping) = (false, false);
                    break;
                case ExecutionEvent.ExecutionStopping:
                    stopping = true;
                    break;
            }
        }

        private void EndBadly(StepName step)
        {
            Assert.True(ended.Add(definition[step].Position));
            endedBadly.Add(definition[step].Position);
        }

        // The first event of a step; later ones find it begun. What was made without a job may be recorded after a stop: it is made.
        private void Begin(StepName name, bool mayFollowAStop)
        {
            var step = definition[name];
            if (!begun.Add(step.Position))
            {
                return;
            }

            Assert.True(selected.Contains(step.Position), $"{name} is not selected and ran.");
            Assert.Empty(definition.Graph.DependenciesOf(step.Position).ToArray().Except(there));
            Assert.True(Taken(step.Position), $"{name} ran on a branch that was not taken.");
            Assert.True(mayFollowAStop || (!failed && !stopping), $"{name} began after a failure or a stop.");
        }

        private bool Taken(int position) =>
            definition.Steps[position].Branch is not { } branch || !outcomes.TryGetValue(branch.Condition, out var outcome) || outcome == branch.When;

        // Selected, on taken branches only, and behind nothing that did not have to run.
        private bool HadToRun(int position) =>
            Taken(position) && definition.Graph.DependenciesOf(position).ToArray().All(dependency => selected.Contains(dependency) ? HadToRun(dependency) : there.Contains(dependency));
    }
}
