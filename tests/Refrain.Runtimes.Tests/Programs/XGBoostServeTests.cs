using System.Globalization;

namespace Refrain.Runtimes.Tests.Programs;

/// <summary>A model that the library made, what the library predicts with it, and two processes that serve it: as in a batch, and as behind an endpoint.</summary>
public sealed class ServedBooster : IAsyncLifetime
{
    public const string Rows = "0.1,0.9\n0.8,0.2\n0.5,0.5\n";

    private readonly List<PythonJob> jobs = [];

    internal double[] Expected { get; private set; } = [];

    internal PythonServer Batch { get; private set; } = null!; // set by InitializeAsync

    internal PythonServer Endpoint { get; private set; } = null!; // set by InitializeAsync

    public async ValueTask InitializeAsync()
    {
        Batch = await (await TrainedAsync("native")).With("SAGEMAKER_BATCH", "true").ServeAsync("xgboost_serve.py");
        Endpoint = await (await TrainedAsync("pickle")).ServeAsync("xgboost_serve.py");
    }

    public async ValueTask DisposeAsync()
    {
        await Batch.DisposeAsync();
        await Endpoint.DisposeAsync();
        jobs.ForEach(job => job.Dispose());
    }

    internal static double[] Numbers(string text, char separator) =>
        [.. text.Split(separator, StringSplitOptions.RemoveEmptyEntries).Select(one => double.Parse(one, CultureInfo.InvariantCulture))];

    private async Task<PythonJob> TrainedAsync(string format)
    {
        var job = new PythonJob();
        jobs.Add(job);
        var predicted = await job.AskAsync($$"""
            import numpy, os, pickle, xgboost
            rows = numpy.random.default_rng(1).random((80, 2), dtype=numpy.float32)
            booster = xgboost.train({'objective': 'reg:squarederror', 'max_depth': 3}, xgboost.DMatrix(rows, label=3 * rows[:, 0] - rows[:, 1]), 8)
            os.makedirs('model', exist_ok=True)
            if '{{format}}' == 'pickle':
                pickle.dump(booster, open('model/xgboost-model', 'wb'))
            else:
                booster.save_model('model/xgboost-model')
            print(*booster.predict(xgboost.DMatrix(numpy.array([[0.1, 0.9], [0.8, 0.2], [0.5, 0.5]], dtype=numpy.float32))).tolist())
            """);
        Expected = Numbers(predicted.Split('\n')[^1], ' ');
        return job;
    }
}

/// <summary>The serving program of the XGBoost image, with the real library.</summary>
public sealed class XGBoostServeTests(ServedBooster served) : IClassFixture<ServedBooster>
{
    [Theory]
    [InlineData("text/csv", ServedBooster.Rows)]
    [InlineData("text/csv; charset=utf-8", "0.1;0.9\n0.8;0.2\n0.5;0.5")]
    [InlineData("text/libsvm", "0:0.1 1:0.9\n7 0:0.8 1:0.2\n0:0.5 1:0.5")]
    [InlineData("text/x-libsvm", "0:0.1 1:0.9\n0:0.8 1:0.2\n0:0.5 1:0.5\n")]
    [InlineData(null, "0:0.1 1:0.9\n0:0.8 1:0.2\n0:0.5 1:0.5\n")]
    [InlineData(null, ServedBooster.Rows)]
    [InlineData("application/json", "{\"instances\":[[0.1,0.9],{\"features\":[0.8,0.2]},[0.5,0.5]]}")]
    [InlineData("application/jsonlines", "[0.1,0.9]\n{\"features\":[0.8,0.2]}\n[0.5,0.5]\n")]
    public async Task A_batch_is_answered_with_a_line_for_each_row(string? contentType, string body)
    {
        var (status, type, text) = await served.Batch.InvokeAsync(body, contentType);

        Assert.Equal((200, "text/csv"), (status, type));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.Equal(served.Expected, ServedBooster.Numbers(text, '\n'));
    }

    [Fact]
    public async Task Outside_a_batch_the_answer_is_one_line_and_other_forms_can_be_asked_for()
    {
        var (_, _, line) = await served.Endpoint.InvokeAsync(ServedBooster.Rows, "text/csv");
        var (_, jsonType, json) = await served.Endpoint.InvokeAsync(ServedBooster.Rows, "text/csv", "application/json");
        var (_, _, lines) = await served.Endpoint.InvokeAsync(ServedBooster.Rows, "text/csv", "application/jsonlines");

        Assert.Equal(served.Expected, ServedBooster.Numbers(line, ','));
        Assert.Equal("application/json", jsonType);
        Assert.Equal($"{{\"predictions\": [{string.Join(", ", line.Split(',').Select(one => $"{{\"score\": {one}}}"))}]}}", json);
        Assert.Equal(string.Concat(line.Split(',').Select(one => $"{{\"score\": {one}}}\n")), lines);
    }

    [Theory]
    [InlineData("", "text/csv", null, 204)]
    [InlineData("1,2", "image/png", null, 415)]
    [InlineData("1,2", "text/csv", "image/png", 406)]
    [InlineData("a,b", "text/csv", null, 400)]
    [InlineData("1,2,3,4", "text/csv", null, 400)]
    [InlineData("{", "application/json", null, 400)]
    [InlineData("{\"instances\":[[1],[1,2]]}", "application/json", null, 400)]
    [InlineData("1:x", "text/libsvm", null, 400)]
    public async Task What_cannot_be_answered_has_a_status(string body, string contentType, string? accept, int status) =>
        Assert.Equal(status, (await served.Endpoint.InvokeAsync(body, contentType, accept)).Status);

    [Fact]
    public async Task A_body_without_a_length_before_it_is_read_to_its_end()
    {
        var (_, _, text) = await served.Batch.InvokeAsync(ServedBooster.Rows, "text/csv", chunked: true);

        Assert.Equal(served.Expected, ServedBooster.Numbers(text, '\n'));
    }

    [Fact]
    public async Task It_tells_how_it_wants_to_be_fed() =>
        Assert.Matches("^\\{\"MaxConcurrentTransforms\": [0-9]+, \"BatchStrategy\": \"MULTI_RECORD\", \"MaxPayloadInMB\": 6\\}$", await served.Batch.GetAsync("execution-parameters"));

    [Fact]
    public async Task A_model_that_is_none_ends_the_program_with_the_reason()
    {
        using var job = new PythonJob().Write("model/xgboost-model", "nonsense");

        var (code, output) = await job.RunAsync("xgboost_serve.py");

        Assert.True(code == 1, output);
        Assert.StartsWith("The model xgboost-model cannot be loaded by xgboost ", job.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_without_a_model_ends_the_program_with_what_it_holds()
    {
        using var job = new PythonJob().Write("model/a.txt", "a").Write("model/b.txt", "b");

        await job.RunAsync("xgboost_serve.py");

        Assert.Equal("The model archive has no file 'xgboost-model' at its root; it has a.txt, b.txt.", job.Failure);
    }
}
