namespace Refrain.Server.SageMaker.Shapes;

/// <summary>The constraints of the API model, by the names of its shapes (spec 08, 1).</summary>
internal static class Shape
{
    private const string Name = "[a-zA-Z0-9](-*[a-zA-Z0-9])";
    private const string PackageName = "([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)";

    public static TextShape PipelineName { get; } = new(1, 256, $"{Name}{{0,255}}");

    public static TextShape PipelineArn { get; } = new(0, 2048, @"arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:([0-9]{12}|aws):pipeline/.*");

    public static TextShape PipelineNameOrArn { get; } = new(1, 2048, $@"(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:([0-9]{{12}}|aws):pipeline/.*)?({Name}{{0,255}})");

    public static TextShape Description { get; } = new(0, 3072);

    public static TextShape IdempotencyToken { get; } = new(32, 128);

    public static TextShape RoleArn { get; } = new(20, 2048, @"arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+");

    public static TextShape TagKey { get; } = new(1, 128, @"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)");

    public static TextShape TagValue { get; } = new(0, 256, @"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)");

    public static TextShape BucketName { get; } = new(3, 63, @"[a-z0-9][\.\-a-z0-9]{1,61}[a-z0-9]");

    public static TextShape ObjectKey { get; } = new(1, 1024);

    public static TextShape PipelineExecutionName { get; } = new(1, 82, $"{Name}{{0,81}}");

    public static TextShape PipelineExecutionArn { get; } = new(0, 2048, @"arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:pipeline\/.*\/execution\/.*");

    /// <summary>The same without its pattern: what is wrong with a reference has a text of its own (spec 02, 3).</summary>
    public static TextShape SourcePipelineExecutionArn { get; } = new(0, 2048);

    public static TextShape PipelineParameterName { get; } = new(1, 256, @"[A-Za-z0-9\-_]*");

    public static TextShape String256 { get; } = new(0, 256);

    public static TextShape String1024 { get; } = new(0, 1024);

    public static TextShape CallbackToken { get; } = new(10, 10, "[a-zA-Z0-9]+");

    public static TextShape ExperimentEntityName { get; } = new(1, 256);

    public static TextShape NextToken { get; } = new(0, 8192);

    public static TextShape JobName { get; } = new(1, 63, $"{Name}{{0,62}}");

    public static TextShape ModelName { get; } = new(0, 63, @"[a-zA-Z0-9]([\-a-zA-Z0-9]*[a-zA-Z0-9])?");

    public static TextShape VersionedArnOrName { get; } = new(1, 176, $@"(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{{12}}:[a-z\-]*\/)?{PackageName}(\/[0-9]{{1,9}})?");

    public static TextShape ArnOrName { get; } = new(1, 170, $@"(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{{12}}:[a-z\-]*\/)?{PackageName}");

    public static TextShape NameContains { get; } = new(0, 63, @"[a-zA-Z0-9\-]+");

    public static string[] SortOrder { get; } = ["Ascending", "Descending"];

    /// <summary>Checks what every list takes.</summary>
    public static void CheckPage(this ShapeCheck check, IListInput input)
    {
        check.OneOf(input.SortOrder, SortOrder);
        check.Text(input.NextToken, NextToken);
        check.Number(input.MaxResults, 1, 100);
    }
}
