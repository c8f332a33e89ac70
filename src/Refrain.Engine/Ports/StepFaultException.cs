using Refrain.Core.Executions;

namespace Refrain.Engine.Ports;

/// <summary>A port knows why it cannot serve a step now, and that trying again at once is no use: the attempt ends, and the step's retry policies are asked. Nothing was started.</summary>
public sealed class StepFaultException(StepFault fault, string message) : IOException(message)
{
    /// <summary>What kind of fault.</summary>
    public StepFault Fault { get; } = fault;
}
