using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Refrain.Runtimes.Programs;

namespace Refrain.Runtimes.Tests.Programs;

/// <summary>A folder that stands for a job's <c>/opt/ml</c>, and our Python programs in it, run as they are without a sandbox.</summary>
internal sealed class PythonJob : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly List<string> channels = [];
    private readonly Dictionary<string, string> environment = new() { ["PYTHONUNBUFFERED"] = "1", ["PYTHONDONTWRITEBYTECODE"] = "1", ["OMP_NUM_THREADS"] = "1" };

    public PythonJob()
    {
        PythonLibraries.Needed();
        foreach (var file in PythonPrograms.Files)
        {
            Write(file.Path["/opt/ml/".Length..], file.Text);
        }

        environment["SM_ML_DIR"] = folder.Path;
    }

    public string this[string relative] => folder[relative];

    public string? Failure => File.Exists(folder["output/failure"]) ? File.ReadAllText(folder["output/failure"]) : null;

    public PythonJob With(string variable, string value)
    {
        environment[variable] = value;
        return this;
    }

    public PythonJob Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[relative])!); // it lies below the folder
        File.WriteAllText(folder[relative], text);
        return this;
    }

    /// <summary>A channel of the given content type; its file is <c>NAME.data</c>.</summary>
    public PythonJob Channel(string name, string contentType, string text)
    {
        Write($"input/data/{name}/{name}.data", text);
        channels.Add($"\"{name}\":{{\"ContentType\":\"{contentType}\",\"TrainingInputMode\":\"File\"}}");
        return Write("input/config/inputdataconfig.json", "{" + string.Join(',', channels) + "}");
    }

    public PythonJob HyperParameters(params (string Name, string Value)[] all) =>
        Write("input/config/hyperparameters.json", "{" + string.Join(',', all.Select(one => $"\"{one.Name}\":\"{one.Value}\"")) + "}");

    /// <summary>Runs one of our programs to its end.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Start([this[$"refrain/{program}"], .. arguments]);
        return await EndAsync(process);
    }

    /// <summary>Runs a text of Python, for what only the libraries themselves can tell.</summary>
    public async Task<string> AskAsync(string text)
    {
        using var process = Start(["-c", text]);
        var (code, output) = await EndAsync(process);
        Assert.True(code == 0, output);
        return output.Trim();
    }

    /// <summary>Starts a serving program and waits for its <c>/ping</c>.</summary>
    public async Task<PythonServer> ServeAsync(string program, params string[] arguments)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        environment["SAGEMAKER_BIND_TO_PORT"] = $"{port}";
        var server = new PythonServer(Start([this[$"refrain/{program}"], .. arguments]), port);
        await server.ReadyAsync();
        return server;
    }

    public void Dispose() => folder.Dispose();

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo(PythonLibraries.Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!; // no shell: a process
    }

    private static async Task<(int ExitCode, string Output)> EndAsync(Process process)
    {
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}

/// <summary>A serving process.</summary>
internal sealed class PythonServer(Process process, int port) : IAsyncDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
    private readonly Task<string> errors = process.StandardError.ReadToEndAsync();

    public async Task ReadyAsync()
    {
        _ = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        for (var asked = Stopwatch.StartNew(); !await AnswersAsync(); await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            Assert.False(process.HasExited, process.HasExited ? await errors : "");
            Assert.True(asked.Elapsed < TimeSpan.FromSeconds(30), "/ping: not within 30 s");
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("ping", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // nobody listens yet
        }
    }

    public Task<string> GetAsync(string page) => http.GetStringAsync(new Uri(page, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>Status, media type and text of an answer.</summary>
    public async Task<(int Status, string? Type, string Text)> InvokeAsync(string body, string? contentType, string? accept = null, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "invocations") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Headers.TransferEncodingChunked = chunked;
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        http.Dispose();
    }
}
