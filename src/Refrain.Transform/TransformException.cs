namespace Refrain.Transform;

/// <summary>Why the job, or one object of it, cannot be transformed: a sentence for the user.</summary>
internal sealed class TransformException(string message, Exception? inner = null) : Exception(message, inner);
