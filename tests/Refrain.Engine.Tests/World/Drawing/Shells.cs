using Refrain.Core.Jobs;
using Refrain.Engine.Tests.World.Runtime;
using static Refrain.Engine.Tests.World.Drawing.Expressions;

namespace Refrain.Engine.Tests.World.Drawing;

/// <summary>The pipeline of the announcement in small: Preprocess > Train > Evaluate > Check ? Register and Create : Notify.</summary>
public static class Shells
{
    /// <summary>Where every run's Evaluate writes: the announcement's own pipeline uses one fixed key.</summary>
    public const string EvaluationKey = "s3://results/evaluation/evaluation.json";

    /// <summary>With <paramref name="cached"/> the first two steps look in the cache.</summary>
    public static string Definition(string evaluateCommand = "tell", bool cached = false) => Draw.Pipeline(
        [("InputData", "String", "s3://data/shells/"), ("Rounds", "Integer", 50), ("Eta", "Float", 0.2), ("Threshold", "Float", 6.0), ("Approval", "String", "PendingManualApproval")],
        DrawnStep.Processing("Preprocess").Reads(Get("Parameters.InputData")).Reads("s3://code/preprocess.py", "code").Cached("P30D", cached),
        DrawnStep.Training("Train").Reads(Output("Preprocess"), "train").Reads("s3://code/train.py", "code")
            .Hyper("num_round", Get("Parameters.Rounds")).Hyper("eta", Join("", Get("Parameters.Eta"))).Cached("P30D", cached)
            .Retried("\"IntervalSeconds\":1,\"MaxAttempts\":1"),
        DrawnStep.Processing("Evaluate").Reads(Model("Train"), "model").Reads(Output("Preprocess"), "test").Entry(evaluateCommand)
            .To("s3://results/evaluation").Promises("Report", "evaluation.json"),
        DrawnStep.Condition(
            "Check",
            AtMost(PropertyFile("Evaluate", "Report", "regression_metrics.mse.value"), Get("Parameters.Threshold")),
            [DrawnStep.Register("Register", "Train", Get("Parameters.Approval")), DrawnStep.Model("Create", "Train")],
            [DrawnStep.Fail("Notify", Join(" ", "Execution", Get("Execution.PipelineExecutionId"), "failed: MSE >", Get("Parameters.Threshold")))]));

    /// <summary>A world with input, code and programs; the mean squared error follows from the number of rounds: 250 of them give 1.</summary>
    public static async Task<EngineWorld> OpenAsync(string? definition = null)
    {
        var world = new EngineWorld();
        await world.PutAsync("s3://data/shells/shells.csv", "rings");
        await world.PutAsync("s3://code/preprocess.py", "prep 1");
        await world.PutAsync("s3://code/train.py", "train 1");
        world.On("Train", Train);
        world.On("Evaluate", Evaluate);
        await world.CreateAsync(definition ?? Definition());
        return world;
    }

    public static Task<JobOutcome> Train(ScriptedJob job)
    {
        var rounds = job.Staged["/opt/ml/input/config/hyperparameters.json"].Split("num_round\":\"")[1].Split('"')[0];
        job.Log("[0] validation-rmse:9.5");
        job.Log($"[{rounds}] validation-rmse:2.25");
        job.Write("/opt/ml/model/rounds", rounds);
        return Task.FromResult(Programs.Good);
    }

    public static Task<JobOutcome> Evaluate(ScriptedJob job)
    {
        var rounds = double.Parse(job.Input("model").Split('=')[1]);
        job.Write($"{Programs.OutputFolder}/evaluation.json", Report(250 / rounds));
        return Task.FromResult(Programs.Good);
    }

    public static string Report(double meanSquaredError) => $$$$"""{"regression_metrics":{"mse":{"value":{{{{meanSquaredError}}}}}}}""";
}
