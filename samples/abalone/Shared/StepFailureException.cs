namespace Abalone.Shared;

/// <summary>The step cannot do its work and knows why: the message names the place and the remedy, and is all the user sees.</summary>
internal sealed class StepFailureException : Exception
{
    public StepFailureException(string message)
        : base(message)
    {
    }

    public StepFailureException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
