using System.Globalization;

namespace Refrain.Runtimes.Tests.Programs;

/// <summary>The training program of the XGBoost image, with the real library.</summary>
public sealed class XGBoostTrainTests : IDisposable
{
    private const string Train = "xgboost_train.py";

    private readonly PythonJob job = new();

    [Fact]
    public async Task Every_round_has_a_line_with_the_metrics_of_both_channels()
    {
        var (code, output) = await Regression().RunAsync(Train);

        var rounds = output.Split('\n').Where(line => line.StartsWith('[')).ToList();
        Assert.True(code == 0, output);
        Assert.Equal(12, rounds.Count);
        Assert.Matches("^\\[0\\]\ttrain-rmse:[0-9]+\\.[0-9]{5}\tvalidation-rmse:[0-9]+\\.[0-9]{5}$", rounds[0]);
        Assert.StartsWith("[11]\t", rounds[11], StringComparison.Ordinal);
        Assert.True(Metric(rounds[11]) < Metric(rounds[0]), output);
    }

    [Theory]
    [InlineData("--pickled", "import pickle; b=pickle.load(open('model/xgboost-model','rb')); print(type(b).__name__, b.num_boosted_rounds())")]
    [InlineData(null, "import xgboost; b=xgboost.Booster(model_file='model/xgboost-model'); print(type(b).__name__, b.num_boosted_rounds())")]
    public async Task The_model_is_in_the_format_of_the_images_version(string? option, string reader)
    {
        await Regression().RunAsync(Train, option is null ? [] : [option]);

        Assert.Equal("Booster 12", await job.AskAsync(reader));
    }

    [Fact]
    public async Task The_model_is_what_the_library_makes_of_the_same_data()
    {
        await Regression().RunAsync(Train);

        var difference = await job.AskAsync("""
            import numpy, xgboost
            rows = numpy.loadtxt('input/data/train/train.data', delimiter=',', dtype=numpy.float32)
            own = xgboost.train({'objective': 'reg:squarederror', 'eta': 0.3, 'max_depth': 3}, xgboost.DMatrix(rows[:, 1:], label=rows[:, 0]), 12)
            ours = xgboost.Booster(model_file='model/xgboost-model')
            print(abs(own.predict(xgboost.DMatrix(rows[:, 1:])) - ours.predict(xgboost.DMatrix(rows[:, 1:]))).max())
            """);

        Assert.Equal(0, double.Parse(difference, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Training_ends_early_and_keeps_the_best_round()
    {
        job.HyperParameters(("num_round", "200"), ("early_stopping_rounds", "3"), ("eval_metric", "mae,rmse"), ("eta", "1"))
            .Channel("train", "text/csv", Rows(40, seed: 1)).Channel("validation", "text/csv", Rows(40, seed: 2));

        var (_, output) = await job.RunAsync(Train);

        var rounds = output.Split('\n').Where(line => line.StartsWith('[')).ToList();
        var best = rounds.IndexOf(rounds.MinBy(Metric)!); // there are rounds
        Assert.InRange(rounds.Count, 4, 199);
        Assert.Equal(rounds.Count - 4, best);
        Assert.Equal($"{best + 1}", await job.AskAsync("import xgboost; print(xgboost.Booster(model_file='model/xgboost-model').num_boosted_rounds())"));
    }

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public async Task The_delimiter_is_found(string delimiter)
    {
        job.HyperParameters(("num_round", "2")).Channel("train", "text/csv", Rows(20, 1).Replace(",", delimiter, StringComparison.Ordinal));

        var (code, output) = await job.RunAsync(Train);

        Assert.True(code == 0, output);
        Assert.Contains("20 rows and 3 features", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_column_is_the_weight_when_csv_weights_says_so()
    {
        job.HyperParameters(("num_round", "1"), ("csv_weights", "1"), ("eta", "1"), ("lambda", "0"), ("min_child_weight", "0"), ("base_score", "0"))
            .Channel("train", "text/csv", "0,3,1\n4,1,1\n");

        await job.RunAsync(Train);

        // Two rows that no feature tells apart: their weighted mean.
        Assert.Equal("1.0", await job.AskAsync("import numpy, xgboost; print(xgboost.Booster(model_file='model/xgboost-model').predict(xgboost.DMatrix(numpy.array([[1.0]])))[0])"));
    }

    [Fact]
    public async Task Libsvm_is_what_a_channel_without_a_content_type_holds()
    {
        job.HyperParameters(("num_round", "3"), ("objective", "binary:logistic")).Write("input/data/train/a.libsvm", "1 0:1.5 2:2\n0 1:3\n1 0:1 2:1")
            .Write("input/data/train/b.libsvm", "0 1:2 2:1\n").Write("input/data/train/.hidden", "no").Write("input/data/train/_part", "no")
            .Write("input/config/inputdataconfig.json", "{\"train\":{}}");

        var (code, output) = await job.RunAsync(Train);

        Assert.True(code == 0, output);
        Assert.Contains("4 rows and 3 features", output, StringComparison.Ordinal);
        Assert.Contains("[2]\ttrain-logloss:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "The hyperparameter num_round is required: the number of rounds to train.")]
    [InlineData("num_round=0", "Hyperparameter num_round: 0 is out of range, expected at least 1.")]
    [InlineData("num_round=ten", "Hyperparameter num_round: 'ten' is not a whole number.")]
    [InlineData("num_round=1 eta=2", "Hyperparameter eta: 2.0 is out of range, expected at least 0 and at most 1.")]
    [InlineData("num_round=1 subsample=0", "Hyperparameter subsample: 0.0 is out of range, expected above 0 and at most 1.")]
    [InlineData("num_round=1 eta=nan", "Hyperparameter eta: nan is out of range, expected at least 0 and at most 1.")]
    [InlineData("num_round=1 booster=gbforest", "Hyperparameter booster: 'gbforest' is not one of gbtree, gblinear, dart.")]
    [InlineData("num_round=1 objective=multi:softmax", "The objective multi:softmax needs the hyperparameter num_class: the number of classes.")]
    [InlineData("num_round=1 num_class=3", "The hyperparameter num_class is for the objectives multi:softmax and multi:softprob, not for reg:squarederror.")]
    public async Task A_hyperparameter_that_is_wrong_is_told(string given, string reason) => Assert.Equal(reason, await FailureAsync(given, "text/csv", "1,2\n3,4\n"));

    [Fact]
    public async Task A_hyperparameter_that_nobody_knows_is_told_with_those_that_are_known() =>
        Assert.StartsWith("Extraneous hyperparameter found: max_deph. Known are _tuning_objective_metric, aft_loss_distribution,", await FailureAsync("num_round=1 max_deph=3", "text/csv", "1,2\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("text/csv", "age,length\n1,2\n", "train.data of channel train has a value that is not a number in its first row ('age'): CSV must have no header, and numbers only.")]
    [InlineData("text/csv", "1,2\n3,four\n", "train.data of channel train is not CSV of numbers with equally long rows:")]
    [InlineData("text/csv", "1\n2\n", "Channel train has 1 columns: the label come first, then at least one feature.")]
    [InlineData("text/csv", ",2\n3,4\n", "Channel train has rows without a label: the first column is the label.")]
    [InlineData("text/libsvm", "1,2\n3,4\n", "train.data of channel train is not libsvm (LABEL INDEX:VALUE ...): '1,2'.")]
    [InlineData("application/x-parquet", "PAR1", "The content type 'application/x-parquet' of channel train is not offered: use text/csv or text/libsvm.")]
    [InlineData("text/csv", "", "The channel train holds no data;")]
    public async Task Data_that_cannot_be_read_are_told(string contentType, string data, string reason) =>
        Assert.StartsWith(reason, await FailureAsync("num_round=1", contentType, data), StringComparison.Ordinal);

    [Fact]
    public async Task What_the_library_refuses_is_told_in_its_words()
    {
        var reason = await FailureAsync("num_round=1 eval_metric=goodness", "text/csv", "1,2\n3,4\n");

        Assert.StartsWith("XGBoost could not train: ", reason, StringComparison.Ordinal);
        Assert.Contains("goodness", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_channel_train_there_is_nothing_to_train_on()
    {
        job.HyperParameters(("num_round", "1")).Channel("training", "text/csv", "1,2\n");

        await job.RunAsync(Train);

        Assert.Equal("The channel train is required: InputDataConfig has none of that name.", job.Failure);
    }

    [Fact]
    public async Task The_old_name_of_squared_error_is_taken_and_names_without_effect_too()
    {
        job.HyperParameters(("num_round", "1"), ("objective", "reg:linear"), ("silent", "0"), ("dsplit", "row")).Channel("train", "text/csv", Rows(10, 1));

        var (code, output) = await job.RunAsync(Train);

        Assert.True(code == 0, output);
        Assert.Contains("train-rmse:", output, StringComparison.Ordinal);
    }

    public void Dispose() => job.Dispose();

    private PythonJob Regression() => job.HyperParameters(("num_round", "12"), ("max_depth", "3"), ("objective", "reg:squarederror"))
        .Channel("train", "text/csv", Rows(60, seed: 1)).Channel("validation", "text/csv", Rows(30, seed: 2));

    private async Task<string?> FailureAsync(string hyperParameters, string contentType, string data)
    {
        job.HyperParameters([.. hyperParameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => (one.Split('=')[0], one.Split('=')[1]))]).Channel("train", contentType, data);
        var (code, output) = await job.RunAsync(Train);
        Assert.True(code == 1, output);
        return job.Failure;
    }

    /// <summary>Label and three features; the label follows from two of them, with some noise.</summary>
    private static string Rows(int count, int seed)
    {
        var random = new Random(seed);
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var (a, b, c) = (random.NextDouble(), random.NextDouble(), random.NextDouble());
            text.Append(CultureInfo.InvariantCulture, $"{3 * a + (b > 0.5 ? 2 : 0) + random.NextDouble() / 5:0.000},{a:0.000},{b:0.000},{c:0.000}\n");
        }

        return text.ToString();
    }

    private static double Metric(string line) => double.Parse(line[(line.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
}
