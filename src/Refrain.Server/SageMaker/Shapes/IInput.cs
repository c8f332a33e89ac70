using Refrain.Core;

namespace Refrain.Server.SageMaker.Shapes;

/// <summary>An input as it came: every member may be missing, JSON null counts as missing. It was held against the API model: what that requires is there.</summary>
internal interface IInput;

/// <summary>A request that is kept and echoed: what the API model knows of it, without nulls.</summary>
internal sealed record DocumentInput(RawJson Document) : IInput;

/// <summary>The output of operations that answer nothing.</summary>
internal sealed record EmptyOutput;
