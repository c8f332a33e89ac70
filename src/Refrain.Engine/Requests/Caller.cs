using Refrain.Core.Identifiers;

namespace Refrain.Engine.Requests;

/// <summary>Who asks: the region and account the request means, and the name of the key it was signed with.</summary>
public sealed record Caller(AwsScope Scope, string Name);
