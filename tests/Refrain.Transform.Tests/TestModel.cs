using System.Diagnostics;
using Refrain.Transform.Plan;

namespace Refrain.Transform.Tests;

/// <summary>A job's folder and a small model in it: a web server of a few lines, which answers every line with what the test's expression makes of it.</summary>
internal sealed class TestModel : IDisposable
{
    private const string Server = """
        import json, os, sys, threading, time
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        answer, ready = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else '200'
        asked, running, most, lock = [], 0, 0, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            def reply(self, status, text):
                body = text.encode()
                self.send_response(status)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_GET(self):
                if self.path == '/ping':
                    self.reply(int(ready), '')
                else:
                    given = os.environ.get('PARAMETERS')
                    self.reply(200 if given else 404, given or '')
            def do_POST(self):
                global running, most
                if self.headers.get('Transfer-Encoding') == 'chunked':
                    body = b''
                    while (size := int(self.rfile.readline(), 16)):
                        body += self.rfile.read(size); self.rfile.readline()
                    self.rfile.readline()
                else:
                    body = self.rfile.read(int(self.headers['Content-Length']))
                text = body.decode()
                with lock:
                    asked.append(text); running += 1; most = max(most, running); tries = asked.count(text)
                    with open(os.environ['ASKED'], 'a') as log:
                        log.write(json.dumps([text, self.headers.get('Content-Type'), self.headers.get('Accept'), self.headers.get('Transfer-Encoding')]) + '\n')
                    with open(os.environ['ASKED'] + '.most', 'w') as log:
                        log.write(str(most))
                try:
                    status, out = 200, ''.join(str(eval(answer, {'line': line, 'text': text, 'tries': tries, 'time': time, 'os': os})) + '\n' for line in text.split('\n'))
                except Exception as wrong:
                    status, out = 400, f'{type(wrong).__name__}: {wrong}'
                with lock:
                    running -= 1
                self.reply(status, out)
            def log_message(self, *all):
                pass

        print('serving', flush=True)
        ThreadingHTTPServer(('127.0.0.1', int(os.environ['SAGEMAKER_BIND_TO_PORT'])), Handler).serve_forever()
        """;

    private static readonly string? Python = Environment.GetEnvironmentVariable("PATH")?.Split(':').Select(folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);

    private readonly string folder = Directory.CreateTempSubdirectory("refrain-test-").FullName;

    public TestModel()
    {
        Assert.SkipWhen(Python is null && Environment.GetEnvironmentVariable("CI") != "true", "there is no python3 on PATH to serve a model with");
        Write("server.py", Server);
        Directory.CreateDirectory(this["output"]);
    }

    public string this[string relative] => Path.Combine(folder, relative);

    public StringWriter Log { get; } = new();

    /// <summary>What the model was asked: body, Content-Type, Accept and Transfer-Encoding of each request.</summary>
    public IReadOnlyList<string> Asked => File.Exists(this["asked"]) ? File.ReadAllLines(this["asked"]) : [];

    /// <summary>How many requests were under way at once.</summary>
    public int MostAtOnce => int.Parse(File.ReadAllText(this["asked.most"]));

    /// <summary>Outputs that are there, with their texts.</summary>
    public string Outputs => string.Join(" ", Directory.EnumerateFiles(this["output"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => $"{Path.GetRelativePath(this["output"], file)}={File.ReadAllText(file).Replace('\n', '|')}"));

    public TestModel Write(string relative, string text) => Write(relative, System.Text.Encoding.UTF8.GetBytes(text));

    public TestModel Write(string relative, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!); // it lies below the folder
        File.WriteAllBytes(this[relative], bytes);
        return this;
    }

    /// <summary>A plan over the input with a model that answers each line by this expression of Python.</summary>
    public static TransformPlan Plan(string answer, params string[] more) => new()
    {
        Containers = [Container(answer, more)],
        Input = "/opt/ml/input",
        Output = "/opt/ml/output",
        SplitType = "Line",
        InvocationsMaxRetries = 0,
        GraceSeconds = 5,
        StartupSeconds = 30,
    };

    public static ServingPlan Container(string answer, params string[] more) => new()
    {
        Command = [Python ?? "python3", "/opt/ml/server.py", answer, .. more],
        Environment = new() { ["ASKED"] = "/opt/ml/asked" },
        ModelFolder = "/opt/ml/model",
    };

    public Task RunAsync(TransformPlan plan, CancellationToken? cancellationToken = null) =>
        new TransformRun(plan, new JobPlaces(folder), Log, TimeProvider.System).RunAsync(cancellationToken ?? TestContext.Current.CancellationToken);

    public async Task<string> FailureAsync(TransformPlan plan) => (await Assert.ThrowsAsync<TransformException>(() => RunAsync(plan))).Message;

    /// <summary>Serving processes of this folder that still live.</summary>
    public int Living() => Directory.EnumerateDirectories("/proc").Count(path => int.TryParse(Path.GetFileName(path), out _) && CommandLine(path).Contains(this["server.py"], StringComparison.Ordinal));

    public void Dispose()
    {
        Log.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return ""; // it ended meanwhile
        }
    }
}
