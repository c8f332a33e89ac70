using Refrain.Core;
using Refrain.Core.Executions;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>What the operator said about keeping executions of one pipeline, or of all others (<paramref name="Pipeline"/> null). A part that is null is not said; 0 says all.</summary>
public sealed record RetentionSetting(string? Pipeline, int? Executions, int? Days);

/// <summary>How long executions are kept: as the operator said for the pipeline, otherwise as its tags say, otherwise as the operator said for all.</summary>
public sealed class RetentionSettings(IPipelineStore pipelines, ValueList<RetentionSetting> said)
{
    /// <summary>Refuses tags that cannot be read, before they are stored.</summary>
    /// <exception cref="RefusalException">One cannot.</exception>
    public static void Check(ValueList<Tag> tags)
    {
        if (tags.FirstOrDefault(tag => tag.Key is Retention.ExecutionsTag or Retention.DaysTag && !Retention.TryParse(tag.Value, out _)) is { } tag)
        {
            throw RefusalException.Invalid($"The tag '{tag.Key}' has the value '{tag.Value}'; expected {Retention.Words}.");
        }
    }

    /// <summary>What holds for the pipeline of an execution.</summary>
    public async Task<Retention> OfAsync(RetainedExecution execution, CancellationToken cancellationToken)
    {
        var tags = await pipelines.TagsAsync(execution.Arn.Pipeline, cancellationToken);
        var name = execution.Arn.Pipeline.Name;
        return new Retention(
            Number(name, setting => setting.Executions, tags, Retention.ExecutionsTag), Number(name, setting => setting.Days, tags, Retention.DaysTag));
    }

    private int? Number(string pipeline, Func<RetentionSetting, int?> part, ValueList<Tag> tags, string key)
    {
        var own = said.Where(setting => setting.Pipeline is { } name && name.Equals(pipeline, StringComparison.OrdinalIgnoreCase)).Select(part).LastOrDefault(number => number is not null);
        if (own is { } number)
        {
            return number == 0 ? null : number;
        }

        // A tag of before it had a meaning may say anything; what cannot be read removes nothing.
        return tags.FirstOrDefault(tag => tag.Key == key) is { } tag
            ? Retention.TryParse(tag.Value, out var read) ? read : null
            : said.Where(setting => setting.Pipeline is null).Select(part).LastOrDefault(one => one is not null) is > 0 and var general ? general : null;
    }
}
