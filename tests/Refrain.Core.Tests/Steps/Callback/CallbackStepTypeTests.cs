using Refrain.Core.Definitions;
using Refrain.Core.Executions;
using Refrain.Core.Identifiers;
using Refrain.Core.Planning;
using Refrain.Core.Steps;
using Refrain.Core.Steps.Callback;

namespace Refrain.Core.Tests.Steps.Callback;

public sealed class CallbackStepTypeTests
{
    private static readonly AwsScope Scope = new("eu-central-1", "123456789012");
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly PipelineDefinition Definition = Read("""
        {"Version": "2020-12-01", "Steps": [{"Name": "Ask", "Type": "Callback", "SqsQueueUrl": "https://sqs.eu-central-1.amazonaws.com/123456789012/q", "Arguments": {"n": 1},
         "OutputParameters": [{"OutputName": "s", "OutputType": "String"}, {"OutputName": "i", "OutputType": "Integer"}, {"OutputName": "f", "OutputType": "Float"}, {"OutputName": "b", "OutputType": "Boolean"}]}]}
        """);

    [Fact]
    public void The_message_is_what_consumers_of_the_service_read() => Assert.Equal(
        """{"token":"a1B2c3D4e5","pipelineExecutionArn":"arn:x","arguments":{"n":1.50,"s":"ü"},"status":"Executing"}""",
        CallbackStepType.Message("a1B2c3D4e5", "arn:x", new RawJson("""{"n": 1.50, "s":"ü"}"""), "Executing"));

    [Fact]
    public void Outputs_have_their_declared_types_and_others_are_left_out()
    {
        var result = CallbackStepType.Result(
            Definition.Steps[0], "t", "q", [new("s", "7"), new("i", "-7"), new("f", "2.5"), new("b", "True"), new("other", "x")], out var problem);

        Assert.Null(problem);
        Assert.Equal("""{"OutputParameters":{"s":"7","i":-7,"f":2.5,"b":true}}""", result.Properties.Text);
        Assert.Equal(
            """{"Callback":{"CallbackToken":"t","SqsQueueUrl":"q","OutputParameters":[{"Name":"s","Value":"7"},{"Name":"i","Value":"-7"},{"Name":"f","Value":"2.5"},{"Name":"b","Value":"True"}]}}""",
            result.Metadata.Text);
    }

    [Theory]
    [InlineData("i", "7.5", "The value '7.5' of the output parameter 'i' is no Integer.")]
    [InlineData("f", "much", "The value 'much' of the output parameter 'f' is no Float.")]
    [InlineData("b", "1", "The value '1' of the output parameter 'b' is no Boolean.")]
    public void A_value_that_is_not_of_its_type_is_named(string name, string value, string expected)
    {
        CallbackStepType.Result(Definition.Steps[0], "t", "q", [new(name, value)], out var problem);

        Assert.Equal(expected, problem);
    }

    [Theory]
    [InlineData("https://sqs.us-east-2.amazonaws.com/123456789012/MyQueue", "us-east-2 MyQueue")]
    [InlineData("http://127.0.0.1:4567/123456789012/MyQueue", "eu-central-1 MyQueue")]
    [InlineData("http://refrain.lan/123456789012/MyQueue", "eu-central-1 MyQueue")]
    [InlineData("https://hooks.example.org/123456789012/MyQueue", "https://hooks.example.org/123456789012/MyQueue")]
    [InlineData("http://HOOKS.example.org:81/a?b=c", "http://hooks.example.org:81/a?b=c")]
    [InlineData("http://ported.example.org:8080/a", "http://ported.example.org:8080/a")]
    [InlineData("http://ported.example.org:8081/a", "nowhere")]
    [InlineData("http://127.0.0.1/999999999999/MyQueue", "nowhere")]
    [InlineData("http://169.254.169.254/latest/meta-data", "nowhere")]
    [InlineData("file:///etc/passwd", "nowhere")]
    [InlineData("http://user:secret@hooks.example.org/", "nowhere")]
    [InlineData("MyQueue", "nowhere")]
    public void An_address_is_a_queue_of_ours_a_host_that_the_operator_named_or_nowhere(string url, string expected) => Assert.Equal(
        expected,
        CallbackAddress.Read(url, Scope, ["hooks.example.org", "ported.example.org:8080"]) switch
        {
            CallbackAddress.Queue queue => $"{queue.Scope.Region} {queue.Name}",
            CallbackAddress.Webhook webhook => webhook.Url.ToString(),
            _ => "nowhere",
        });

    [Fact]
    public void A_step_that_nobody_answers_fails_after_four_weeks()
    {
        var state = Asked();

        Assert.Equal([new StepWork.Wake(0, 1, Start.AddDays(28))], state.PendingWork(Start, null, new HashSet<int>()));
        Assert.Empty(ExecutionDecider.Decide(state, new Observation.Woken(0, 1), Start.AddDays(28).AddSeconds(-1)));
        Assert.IsType<ExecutionEvent.StepFailed>(Assert.Single(ExecutionDecider.Decide(state, new Observation.Woken(0, 1), Start.AddDays(28))));
    }

    [Fact]
    public void Who_comes_after_a_crash_between_recording_and_sending_sends_the_same_message()
    {
        var state = New();
        state.Apply(Sending());

        Assert.Equal([new StepWork.Launch(0, 1), new StepWork.Wake(0, 1, Start.AddDays(28))], state.PendingWork(Start, null, new HashSet<int>()));
        Assert.Equal(Sending(), state[0].Callback);
    }

    [Fact]
    public void A_stop_tells_the_consumer_and_waits_five_minutes_for_it()
    {
        var state = Asked();
        var stop = Start.AddHours(1);
        state.Apply(new ExecutionEvent.ExecutionStopping(stop));

        Assert.Equal([new StepWork.Wake(0, 1, stop.AddMinutes(5)), new StepWork.Stop(0, 1)], state.PendingWork(stop, null, new HashSet<int>()));
        var stopped = Assert.IsType<ExecutionEvent.StepStopped>(Assert.Single(ExecutionDecider.Decide(state, new Observation.Woken(0, 1), stop.AddMinutes(5))));
        state.Apply(stopped);
        Assert.IsType<ExecutionEvent.ExecutionStopped>(ExecutionDecider.Conclude(state, stop.AddMinutes(5)));
        Assert.Contains("a1B2c3D4e5", state.Report(0).Metadata!.Value.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_token_is_shown_from_the_start_and_an_answer_may_come_before_the_sending_is_recorded()
    {
        var state = New();
        state.Apply(Sending());
        Assert.Equal(StepStatus.Starting, state.Report(0).Status);
        Assert.Equal("""{"Callback":{"CallbackToken":"a1B2c3D4e5","SqsQueueUrl":"https://q"}}""", state.Report(0).Metadata!.Value.Text);
        state.Apply(new ExecutionEvent.StepSucceeded(Start, new StepName("Ask"), 1, CallbackStepType.Result(Definition.Steps[0], "a1B2c3D4e5", "https://q", [], out _)));

        Assert.Empty(ExecutionDecider.Decide(state, new Observation.Launched(0, 1, "a1B2c3D4e5", "none"), Start));
        Assert.IsType<ExecutionEvent.ExecutionSucceeded>(ExecutionDecider.Conclude(state, Start));
    }

    private static ExecutionState New() => new(Definition, new ExecutionEvent.ExecutionStarted(Start, new ExecutionPlan { Parameters = [] }), Scope);

    private static ExecutionEvent.CallbackSending Sending() => new(Start, new StepName("Ask"), 1, "a1B2c3D4e5", "https://q", RawJson.EmptyObject, Start.AddDays(28));

    private static ExecutionState Asked()
    {
        var state = New();
        state.Apply(Sending());
        state.Apply(new ExecutionEvent.StepStarted(Start, new StepName("Ask"), 1, "a1B2c3D4e5", "none"));
        return state;
    }

    private static PipelineDefinition Read(string json)
    {
        var reading = DefinitionReader.Read(json, Limits.Default);
        Assert.Empty(reading.Problems);
        return reading.Definition!; // there are no problems
    }
}
