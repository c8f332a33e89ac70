using System.Text;
using Refrain.Core;
using Refrain.Core.Definitions;
using Refrain.Core.Identifiers;
using Refrain.Engine.Ports;

namespace Refrain.Engine.Requests;

/// <summary>Where a definition's text is: in the request, or in an object (<c>PipelineDefinitionS3Location</c>); exactly one of them.</summary>
public sealed record DefinitionSource(string? Text, S3Uri? Location)
{
    /// <summary>Neither was given.</summary>
    public bool IsAbsent => Text is null && Location is null;
}

/// <summary>Takes definitions in: reads the text, refuses it with all its problems.</summary>
public sealed class DefinitionIntake(IObjectStore objects, Limits limits)
{
    /// <summary>The text of a definition that is right.</summary>
    /// <exception cref="RefusalException">It is not, or it cannot be read.</exception>
    public async Task<string> AcceptAsync(DefinitionSource source, CancellationToken cancellationToken)
    {
        var text = source switch
        {
            { Text: { } given, Location: null } => given,
            { Text: null, Location: { } place } => await ReadAsync(place, cancellationToken),
            { Text: null } => throw RefusalException.Invalid("Either PipelineDefinition or PipelineDefinitionS3Location must be given."),
            _ => throw RefusalException.Invalid("Only one of PipelineDefinition and PipelineDefinitionS3Location can be given."),
        };
        var reading = DefinitionReader.Read(text, limits);
        return reading.Definition is not null ? text : throw RefusalException.Invalid(Diagnostic.Render(DefinitionReading.RefusalPrefix, reading.Problems));
    }

    private async Task<string> ReadAsync(S3Uri place, CancellationToken cancellationToken)
    {
        var found = await objects.FindAsync(place, cancellationToken)
            ?? throw RefusalException.Invalid($"The pipeline definition at {place} does not exist. Upload it before the pipeline is created or updated.");
        if (found.Size > limits.DefinitionCharacters * 4L)
        {
            throw RefusalException.Invalid($"The pipeline definition at {place} has {found.Size} bytes; at most {limits.DefinitionCharacters} characters are taken.");
        }

        await using var bytes = objects.OpenBlob(found.Blob) ?? throw new IOException($"The bytes of {place} are not stored any more.");
        using var reader = new StreamReader(bytes, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: false);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
