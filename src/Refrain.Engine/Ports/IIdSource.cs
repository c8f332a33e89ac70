namespace Refrain.Engine.Ports;

/// <summary>Where names that nobody chose come from. Simulated in tests, so that runs can be repeated.</summary>
public interface IIdSource
{
    /// <summary>12 characters of a-z0-9: the last part of an execution's ARN.</summary>
    string NextExecutionId();

    /// <summary>10 characters of A-Za-z0-9: the end of a job's name.</summary>
    string NextJobSuffix();
}
