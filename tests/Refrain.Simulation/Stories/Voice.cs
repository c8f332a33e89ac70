using Refrain.Engine;
using Refrain.Engine.Tests.World;
using Refrain.Simulation.Time;

namespace Refrain.Simulation.Stories;

/// <summary>How a client speaks with the server: with a token for each request, again and again until there is an answer. It remembers what it was told.</summary>
public sealed class Voice(Scene scene, Server server, string client)
{
    private const int MostTries = 8;
    private readonly Chance chance = scene.Chance.For($"voice {client}");
    private int requests;

    public string NextToken() => $"{client}-request-{++requests:d30}";

    /// <summary>A start was answered.</summary>
    public void Told(string token, string arn)
    {
        if (!scene.Promises.Started.TryGetValue(token, out var told))
        {
            scene.Promises.Started[token] = told = [];
        }

        told.Add(arn);
    }

    /// <summary>The answer; null when the request was refused, or when nobody ever answered.</summary>
    public async Task<T?> AskAsync<T>(string operation, Func<EngineProcess, Task<T>> ask)
        where T : class
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            try
            {
                scene.Loop.Say($"{client}: {operation}");
                return await server.AskAsync(ask);
            }
            catch (RefusalException refused)
            {
                scene.Loop.Say($"{client}: {operation} is refused: {refused.Message}");
                return null;
            }
            catch (IOException)
            {
                await Task.Delay(chance.UpTo(TimeSpan.FromSeconds(20)) + TimeSpan.FromSeconds(1), scene.Clock);
            }
        }

        return null;
    }
}
