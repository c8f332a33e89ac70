namespace Refrain.Cli.Shells;

/// <summary>
/// The defaults file of the SageMaker Python SDK: without it the SDK asks AWS itself for the account, at an address that no variable changes, and for telemetry.
/// </summary>
internal static class SdkDefaults
{
    private const string FileName = "sagemaker-defaults.yaml";

    /// <summary>Where it goes: the data folder of a server on this machine, else where this user's programs keep their settings.</summary>
    public static string PathIn(string dataFolder, Func<string, string?> variable) => Directory.Exists(dataFolder)
        ? Path.Combine(dataFolder, FileName)
        : Path.Combine(variable("XDG_CONFIG_HOME") ?? Path.Combine(variable("HOME") ?? Path.GetTempPath(), ".config"), "refrain", FileName);

    /// <summary>Its text.</summary>
    public static string Text(string bucket) =>
        $"""
        # Written by 'refrain env'. SAGEMAKER_USER_CONFIG_OVERRIDE names it to the SageMaker Python SDK.
        SchemaVersion: '1.0'
        SageMaker:
          PythonSDK:
            Modules:
              TelemetryOptOut: true
              Session:
                DefaultS3Bucket: {bucket}

        """;

    /// <summary>Writes it, when it says something else.</summary>
    public static void Write(string path, string text)
    {
        if (!File.Exists(path) || File.ReadAllText(path) != text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // it lies in a folder
            File.WriteAllText(path, text);
        }
    }
}
