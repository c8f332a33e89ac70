namespace Refrain.Runtimes.Tests.Programs;

/// <summary>Serving by the functions of a user's script.</summary>
public sealed class ScriptServeTests : IDisposable
{
    private const string Model = "def model_fn(model_dir):\n    return open(model_dir + '/factor').read()\n";

    private readonly PythonJob job = new();

    [Fact]
    public async Task The_scripts_functions_are_called_one_after_the_other()
    {
        await using var server = await ServeAsync(Model + """
            def input_fn(body, content_type):
                return [float(one) for one in body.split(',')] + [content_type]

            def predict_fn(data, model):
                return [one * float(model) for one in data[:-1]] + [data[-1]]

            def output_fn(prediction, accept):
                return '|'.join(map(str, prediction)) + '|' + accept, 'text/plain'
            """);

        Assert.Equal((200, "text/plain", "2.0|4.0|text/csv|text/csv"), await server.InvokeAsync("1,2", "text/csv", "text/csv"));
    }

    [Fact]
    public async Task One_function_may_stand_for_three()
    {
        await using var server = await ServeAsync(Model + "def transform_fn(model, body, content_type, accept):\n    return body[::-1] + model, accept\n");

        Assert.Equal((200, "text/csv", "cba2"), await server.InvokeAsync("abc", "text/csv", "text/csv"));
    }

    [Theory]
    [InlineData("text/csv", "0.1,0.2\n0.3,0.4", "text/csv", "0.30000000000000004\n0.7\n")]
    [InlineData("application/json", "[[1,2],[3,4]]", "application/json", "[3.0, 7.0]")]
    [InlineData("application/json", "[[1,2]]", null, "[3.0]")]
    public async Task What_the_script_leaves_out_is_done_as_scikit_learns_image_does_it(string contentType, string body, string? accept, string expected)
    {
        await using var server = await ServeAsync("class Sum:\n    def predict(self, rows):\n        return rows.sum(axis=1) * 1.0\n\ndef model_fn(model_dir):\n    return Sum()\n");

        var (status, _, text) = await server.InvokeAsync(body, contentType, accept);

        Assert.Equal((200, expected), (status, text));
    }

    [Fact]
    public async Task A_booster_is_fed_as_XGBoosts_image_does_it()
    {
        var expected = await job.AskAsync("""
            import numpy, os, xgboost
            rows = numpy.random.default_rng(1).random((50, 2), dtype=numpy.float32)
            booster = xgboost.train({'max_depth': 2}, xgboost.DMatrix(rows, label=rows[:, 0]), 4)
            os.makedirs('model', exist_ok=True)
            booster.save_model('model/mine.json')
            print(booster.predict(xgboost.DMatrix(numpy.array([[0.25, 0.75]], dtype=numpy.float32)))[0].item())
            """);
        await using var server = await ServeAsync("import xgboost\n\ndef model_fn(model_dir):\n    return xgboost.Booster(model_file=model_dir + '/mine.json')\n", "xgboost");

        Assert.Equal((200, "text/csv", expected + "\n"), await server.InvokeAsync("0.25,0.75", "text/csv", "text/csv"));
    }

    [Fact]
    public async Task What_lies_beside_the_script_can_be_imported()
    {
        job.Write("model/code/mine.py", "WORD = 'mine'\n");
        await using var server = await ServeAsync("import mine\n\ndef model_fn(model_dir):\n    return mine.WORD\n\ndef transform_fn(model, body, content_type, accept):\n    return model\n");

        Assert.Equal("mine", (await server.InvokeAsync("x", "text/csv", "text/csv")).Text);
    }

    [Theory]
    [InlineData("def predict_fn(data, model):\n    return 1\n", "The script has no model_fn(model_dir): it must load the model.")]
    [InlineData(Model + "def transform_fn(m, b, c, a):\n    return b\ndef input_fn(b, c):\n    return b\n", "The script has transform_fn and also input_fn, predict_fn or output_fn: transform_fn stands for the other three, keep one or the others.")]
    public async Task A_script_that_cannot_serve_says_why(string script, string reason)
    {
        job.Write("model/code/inference.py", script);

        var (code, output) = await job.RunAsync("script_serve.py");

        Assert.True(code == 1, output);
        Assert.Equal(reason, job.Failure);
    }

    [Fact]
    public async Task A_script_that_is_not_there_is_named_with_its_place()
    {
        await job.With("SAGEMAKER_PROGRAM", "serve_it.py").With("SAGEMAKER_SUBMIT_DIRECTORY", "/opt/ml/model/code").RunAsync("script_serve.py");

        Assert.StartsWith($"The script 'serve_it.py' (SAGEMAKER_PROGRAM) is not in {job["model/code"]} (SAGEMAKER_SUBMIT_DIRECTORY,", job.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_script_is_an_answer_and_the_server_lives_on()
    {
        await using var server = await ServeAsync(Model + "def transform_fn(model, body, content_type, accept):\n    return {'good': 'fine'}[body]\n");

        Assert.Equal((500, "KeyError: 'bad'"), await StatusAsync(server, "bad"));
        Assert.Equal((200, "fine"), await StatusAsync(server, "good"));
    }

    public void Dispose() => job.Dispose();

    private static async Task<(int Status, string Text)> StatusAsync(PythonServer server, string body)
    {
        var (status, _, text) = await server.InvokeAsync(body, "text/plain", "text/plain");
        return (status, text);
    }

    private Task<PythonServer> ServeAsync(string script, string framework = "scikit-learn") =>
        job.Write("model/factor", "2").Write("model/code/inference.py", script).ServeAsync("script_serve.py", framework);
}
