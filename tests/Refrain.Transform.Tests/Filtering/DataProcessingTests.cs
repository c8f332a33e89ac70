using System.Text;
using Refrain.Transform.Filtering;
using Refrain.Transform.Plan;
using Refrain.Transform.Splitting;

namespace Refrain.Transform.Tests.Filtering;

/// <summary>What is sent of a record, and what is stored of record and result.</summary>
public sealed class DataProcessingTests
{
    [Theory]
    [InlineData(null, null, false, "1,2,3", "9", "1,2,3", "9")]
    [InlineData("$[1:]", null, false, "id,2,3", "9", "2,3", "9")]
    [InlineData("$[1:]", null, true, "id,2,3", "9", "2,3", "id,2,3,9")]
    [InlineData("$[1:]", "$[0,-1]", true, "id,2,3", "9", "2,3", "id,9")]
    [InlineData(null, "$[0]", false, "1,2", "9,8", "1,2", "9")]
    [InlineData(null, "$[0,-2:]", true, "\"a,b\",2", "0.1,0.9", "\"a,b\",2", "\"a,b\",0.1,0.9")]
    public void Rows_of_CSV_are_filtered_and_joined(string? input, string? output, bool join, string record, string answer, string sent, string stored)
    {
        var processing = Of("text/csv", input ?? (output is null && !join ? "$[:]" : null), output, join);

        Assert.Equal(sent, Encoding.UTF8.GetString(processing.Select(Encoding.UTF8.GetBytes(record))));
        Assert.Equal([stored], Results(processing, [record], answer + "\n"));
    }

    [Theory]
    [InlineData("$.features", null, true, """{"id":1,"features":[1,2]}""", """{"score":0.5}""", "[1,2]", """{"id":1,"features":[1,2],"SageMakerOutput":{"score":0.5}}""")]
    [InlineData("$.features", "$['id','SageMakerOutput']", true, """{"id":1,"features":[1,2]}""", "0.5", "[1,2]", """{"id":1,"SageMakerOutput":0.5}""")]
    [InlineData(null, null, true, "[1,2]", "0.5", "[1,2]", """{"SageMakerInput":[1,2],"SageMakerOutput":0.5}""")]
    [InlineData(null, "$.score", false, """{"a":1}""", """{"score":0.25}""", """{"a":1}""", "0.25")]
    [InlineData(null, "$.SageMakerOutput.score", true, """{"a":1}""", "{\n\"score\": 0.250\n}", """{"a":1}""", "0.250")]
    public void JSON_is_filtered_and_joined(string? input, string? output, bool join, string record, string answer, string sent, string stored)
    {
        var processing = Of("application/jsonlines", input, output, join);

        Assert.Equal(sent, Encoding.UTF8.GetString(processing.Select(Encoding.UTF8.GetBytes(record))));
        Assert.Equal([stored], Results(processing, [record], answer + "\n"));
    }

    [Fact]
    public void Every_record_of_a_batch_is_joined_with_its_own_line() =>
        Assert.Equal(["a,1", "b,2"], Results(Of("text/csv", null, null, true), ["a", "b"], "1\r\n2\r\n"));

    [Fact]
    public void An_answer_that_does_not_have_a_line_for_each_record_is_told_with_the_remedy() =>
        Assert.Equal(
            "the model answered 2 records with 1 lines, and joins and output filters need one for each: ask for text/csv or application/jsonlines (TransformOutput.Accept), or set BatchStrategy SingleRecord",
            Assert.Throws<TransformException>(() => Results(Of("text/csv", null, null, true), ["a", "b"], "1,2")).Message);

    [Fact]
    public void An_input_filter_alone_takes_any_answer() => Assert.Equal(["[1,2]"], Results(Of("text/csv", "$[1:]", null, false), ["a", "b"], "[1,2]\n"));

    [Theory]
    [InlineData(null, "Line", null, "$[1:]", "DataProcessing needs TransformInput.ContentType text/csv, application/json or application/jsonlines, and it is ''.")]
    [InlineData("text/csv", "None", null, "$[1:]", "DataProcessing over text/csv needs TransformInput.SplitType Line, and it is 'None'.")]
    [InlineData("application/json", "TFRecord", null, "$.a", "DataProcessing over application/json needs TransformInput.SplitType Line, and it is 'TFRecord'.")]
    [InlineData("text/csv", "Line", null, "$.a", "DataProcessing.InputFilter '$.a' names members, and a row of CSV is an array: use indices, as in $[1:].")]
    [InlineData("text/csv", "Line", "application/json", "$", "Joins and output filters need a TransformOutput.Accept that matches the ContentType 'text/csv', and it is 'application/json'.")]
    public void What_cannot_be_done_is_told_before_anything_is_started(string? contentType, string splitType, string? accept, string filter, string problem) =>
        Assert.Equal(problem, Assert.Throws<TransformException>(() => DataProcessing.Of(Plan(contentType, filter, null, accept is not null) with { SplitType = splitType, Accept = accept })).Message);

    [Fact]
    public void Without_filters_and_join_there_is_nothing_to_process() => Assert.Null(DataProcessing.Of(Plan("image/png", "$", null, false)));

    private static DataProcessing Of(string contentType, string? input, string? output, bool join) =>
        DataProcessing.Of(Plan(contentType, input, output, join)) ?? throw new InvalidOperationException("no processing");

    private static TransformPlan Plan(string? contentType, string? input, string? output, bool join) => new()
    {
        Containers = [],
        Input = "/opt/ml/in",
        Output = "/opt/ml/out",
        ContentType = contentType,
        SplitType = "Line",
        InputFilter = input,
        OutputFilter = output,
        JoinInput = join,
    };

    private static List<string> Results(DataProcessing processing, string[] records, string answer) =>
        processing.Results(new Batch([.. records.Select(Encoding.UTF8.GetBytes)], []), Encoding.UTF8.GetBytes(answer)).ToList();
}
