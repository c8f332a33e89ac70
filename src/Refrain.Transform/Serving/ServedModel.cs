using Refrain.Transform.Plan;

namespace Refrain.Transform.Serving;

/// <summary>The model as it is served: one process, or several that a record passes one after the other.</summary>
internal sealed class ServedModel : IAsyncDisposable
{
    private readonly List<ServingProcess> processes = [];
    private readonly List<ModelEndpoint> endpoints = [];
    // Each call has a time limit of its own, and a proxy that the job's environment names is not for loopback.
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly TransformPlan plan;
    private readonly TimeProvider clock;

    private ServedModel(TransformPlan plan, TimeProvider clock)
    {
        this.plan = plan;
        this.clock = clock;
    }

    /// <summary>Unpacks model data and code, starts the processes and waits until all of them are ready.</summary>
    /// <exception cref="TransformException">One of them did not become ready; what was started is ended.</exception>
    public static async Task<ServedModel> StartAsync(TransformPlan plan, JobPlaces places, TimeProvider clock, CancellationToken cancellationToken)
    {
        var model = new ServedModel(plan, clock);
        var isReady = false;
        try
        {
            foreach (var container in plan.Containers)
            {
                await UnpackAsync(container, places, cancellationToken);
                model.Add(ServingProcess.Start(container, places));
            }

            await model.ReadyAsync(cancellationToken);
            isReady = true;
            return model;
        }
        finally
        {
            if (!isReady)
            {
                await model.DisposeAsync();
            }
        }
    }

    /// <summary>What the first container wants: it is the one that is fed.</summary>
    public Task<ExecutionParameters> ParametersAsync(CancellationToken cancellationToken) => endpoints[0].ParametersAsync(cancellationToken);

    /// <summary>Sends a body through all containers.</summary>
    /// <exception cref="TransformException">One of them did not answer well.</exception>
    public async Task<ModelAnswer> InvokeAsync(byte[] body, string? contentType, string? accept, InvocationTerms terms, CancellationToken cancellationToken)
    {
        var answer = new ModelAnswer(body, contentType);
        for (var i = 0; i < endpoints.Count; i++)
        {
            // Only the last one is asked for the job's kind of output.
            answer = await endpoints[i].InvokeAsync(answer.Body, answer.ContentType, i == endpoints.Count - 1 ? accept : null, terms, cancellationToken);
        }

        return answer;
    }

    /// <summary>Ends when a process ends by itself.</summary>
    /// <exception cref="TransformException">Always: a model that is gone cannot go on.</exception>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(processes.Select(process => process.WaitAsync(cancellationToken)));
        cancellationToken.ThrowIfCancellationRequested();
        throw Gone("while records were sent to it");
    }

    /// <summary>Ends the processes.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(processes.Select(process => process.EndAsync(TimeSpan.FromSeconds(plan.GraceSeconds), clock)));
        processes.ForEach(process => process.Dispose());
        http.Dispose();
    }

    private static async Task UnpackAsync(ServingPlan container, JobPlaces places, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(places.OnHost(container.ModelFolder));
        if (container.ModelArchive is { } archive)
        {
            await ModelArchive.UnpackAsync(places.OnHost(archive), places.OnHost(container.ModelFolder), "The model archive", cancellationToken);
        }

        if (container is { CodeArchive: { } code, CodeFolder: { } folder })
        {
            await ModelArchive.UnpackAsync(places.OnHost(code), places.OnHost(folder), "The code archive", cancellationToken);
        }
    }

    private void Add(ServingProcess process)
    {
        processes.Add(process);
        endpoints.Add(new ModelEndpoint(http, process.Address, clock));
    }

    private async Task ReadyAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(plan.StartupSeconds), clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            var ready = Task.WhenAll(endpoints.Select(endpoint => endpoint.ReadyAsync(both.Token)));
            await Task.WhenAny(processes.Select(process => process.WaitAsync(both.Token)).Append(ready));

            // An answer counts only from a process that lives: another program may have taken its port.
            if (processes.Any(process => process.HasEnded))
            {
                await both.CancelAsync();
                throw Gone("before it answered /ping");
            }

            await ready;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransformException($"The model did not answer /ping with 200 within {plan.StartupSeconds} seconds.");
        }
    }

    private TransformException Gone(string when)
    {
        var ended = processes.First(process => process.HasEnded);
        return new TransformException($"The serving process ended with exit code {ended.ExitCode} {when}; its last lines are in the log.");
    }
}
