namespace Refrain.Cli.Demo;

/// <summary>The steps of the Abalone pipeline.</summary>
internal static class AbaloneSteps
{
    public const string Preprocess = "Abalone-Preprocess";
    public const string Train = "Abalone-Train";
    public const string Evaluate = "Abalone-Evaluate";
    public const string MseCheck = "Abalone-MSECheck";
    public const string Register = "Abalone-ModelRegister";
    public const string CreateModel = "Abalone-CreateModel";
    public const string FailNotify = "Abalone-FailNotify";
}
