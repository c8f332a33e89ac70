using Refrain.Engine.Ports;
using Refrain.Storage.Tests.Contracts;

namespace Refrain.Engine.Tests.World.Memory;

/// <summary>All stores of one world, in memory. One lock makes each call a transaction; everything is there for whoever comes after a crash.</summary>
public sealed class MemoryStores
{
    private readonly Dictionary<(string Operation, string Token), TokenAnswer> tokens = [];

    public MemoryStores(TimeProvider clock)
    {
        Jobs = new MemoryJobStore(this);
        StepCache = new MemoryStepCache(this);
        Executions = new MemoryExecutionStore(this);
        Statistics = new MemoryExecutionStatistics(this);
        Pipelines = new MemoryPipelineStore(this);
        Models = new MemoryModelStore(this);
        RequestTokens = new MemoryRequestTokenStore(this);
        Objects = new MemoryObjectStore(clock);
    }

    public MemoryPipelineStore Pipelines { get; }

    public MemoryExecutionStore Executions { get; }

    public MemoryExecutionStatistics Statistics { get; }

    public MemoryStepCache StepCache { get; }

    public MemoryJobStore Jobs { get; }

    public MemoryModelStore Models { get; }

    public MemoryRequestTokenStore RequestTokens { get; }

    public MemoryObjectStore Objects { get; }

    internal Lock Gate { get; } = new();

    public StoresUnderTest UnderTest() => new(Pipelines, Executions, StepCache, Jobs, Models, RequestTokens, Objects) { Statistics = Statistics };

    /// <summary>Before an effect.</summary>
    internal void CheckToken(TokenAnswer? token)
    {
        if (token is not null && tokens.ContainsKey((token.Token.Operation, token.Token.Token)))
        {
            throw new TokenTakenException(token.Token);
        }
    }

    /// <summary>With the effect.</summary>
    internal void KeepToken(TokenAnswer? token)
    {
        if (token is not null)
        {
            tokens.Add((token.Token.Operation, token.Token.Token), token);
        }
    }

    internal TokenAnswer? FindToken(string operation, string token) => tokens.GetValueOrDefault((operation, token));
}

public sealed class MemoryRequestTokenStore(MemoryStores stores) : IRequestTokenStore
{
    public Task<TokenAnswer?> FindAsync(string operation, string token, CancellationToken cancellationToken)
    {
        lock (stores.Gate)
        {
            return Task.FromResult(stores.FindToken(operation, token));
        }
    }
}
