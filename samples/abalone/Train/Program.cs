using System.Diagnostics;
using System.Globalization;
using Abalone.Shared;
using Abalone.Shared.Rows;
using Abalone.Train;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

var paths = JobPaths.OfThisProcess;
return StepProgram.Run("Abalone.Train", Train, failureFile: Path.Combine(paths.Output, "failure"));

void Train()
{
    var wanted = HyperParameterFile.Read(Path.Combine(paths.InputConfig, "hyperparameters.json"));
    var trainRows = LabelledRows.Read(paths.Channel("train"));
    var validationRows = LabelledRows.Read(paths.Channel("validation"));

    var ml = new MLContext(wanted.Seed);
    var trainer = Trainer.For(ml, wanted, trainRows.Count, Environment.GetEnvironmentVariable(Trainer.Variable));
    foreach (var line in trainer.Account())
    {
        Console.WriteLine(line);
    }

    var train = ml.Data.LoadFromEnumerable(trainRows);
    var model = Fit(trainer, train);
    var trees = TreesIn(model);
    Console.WriteLine(trees < wanted.NumRound
        ? $"trees: {trees} of {wanted.NumRound} rounds; then no split brought as much as gamma and min_child_weight ask for"
        : $"trees: {trees}");
    var trainRmse = Rmse(ml, model, train);
    var validationRmse = Rmse(ml, model, ml.Data.LoadFromEnumerable(validationRows));
    Print("train-rmse", trainRmse);
    Print("validation-rmse", validationRmse);

    ModelFolder.Write(paths.Model, ml, model, train.Schema, new ModelCard(
        trainer.Name, trainer.InsteadOfLightGbm, wanted, trainer.Settings, trainer.Ignored, trainer.Approximated, trees, trainRmse, validationRmse));
}

static int TreesIn(ITransformer model) =>
    model is ISingleFeaturePredictionTransformer<TreeEnsembleModelParametersBasedOnRegressionTree> { Model: var ensemble }
        ? ensemble.TrainedTreeEnsemble.Trees.Count
        : throw new UnreachableException($"a trainer of trees made a {model.GetType()}");

static ITransformer Fit(Trainer trainer, IDataView train)
{
    try
    {
        return trainer.Estimator.Fit(train);
    }
    catch (InvalidOperationException refused)
    {
        // How ML.NET passes on what the trainer says about settings or rows that it cannot work with.
        throw new StepFailureException($"{trainer.Name} cannot train on these rows with these hyperparameters: {refused.Message}", refused);
    }
}

static double Rmse(MLContext ml, ITransformer model, IDataView rows) =>
    ml.Regression.Evaluate(model.Transform(rows)).RootMeanSquaredError;

// One metric to a line: a MetricDefinitions regex reads it from the log.
static void Print(string metric, double value) =>
    Console.WriteLine($"{metric}:{value.ToString("F6", CultureInfo.InvariantCulture)}");
