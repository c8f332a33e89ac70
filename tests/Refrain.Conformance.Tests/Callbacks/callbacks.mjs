// A callback step, its queue, and the program that answers it.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { SageMaker } from "@aws-sdk/client-sagemaker";
import { SQS, QueueDoesNotExist } from "@aws-sdk/client-sqs";

const [PipelineName, RoleArn] = ["js-callback", "arn:aws:iam::123456789012:role/Js"];
const [sagemaker, sqs] = [new SageMaker({}), new SQS({})];
const { QueueUrl } = await sqs.createQueue({ QueueName: "js-callback", Attributes: { VisibilityTimeout: "30" } });
assert.equal((await sqs.getQueueUrl({ QueueName: "js-callback" })).QueueUrl, QueueUrl);
await assert.rejects(sqs.getQueueUrl({ QueueName: "nowhere" }), (error) => error instanceof QueueDoesNotExist);

const { MessageId } = await sqs.sendMessage({ QueueUrl, MessageBody: "é", MessageAttributes: { a: { DataType: "String", StringValue: "1" } } }); // the SDK compares the digests
const [sent] = (await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 5, MessageAttributeNames: ["All"], MessageSystemAttributeNames: ["All"] })).Messages;
assert.deepEqual([sent.MessageId, sent.Body, sent.MessageAttributes.a.StringValue, sent.Attributes.ApproximateReceiveCount], [MessageId, "é", "1", "1"]);
await sqs.deleteMessage({ QueueUrl, ReceiptHandle: sent.ReceiptHandle });

await sagemaker.createPipeline({
  PipelineName, RoleArn,
  PipelineDefinition: JSON.stringify({ Version: "2020-12-01", Steps: [
    { Name: "Ask", Type: "Callback", SqsQueueUrl: QueueUrl, Arguments: { question: { Get: "Execution.PipelineName" } }, OutputParameters: [{ OutputName: "answer", OutputType: "String" }] },
    { Name: "Check", Type: "Processing", Arguments: {
      AppSpecification: { ImageUri: "refrain.local/host", ContainerEntrypoint: ["/bin/sh", "-c", '[ "$ANSWER" = "forty two" ]'] },
      ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 1 } },
      Environment: { ANSWER: { Get: "Steps.Ask.OutputParameters['answer']" } }, RoleArn } },
  ] }),
});

const asked = async () => {
  const { Messages } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 });
  await sqs.deleteMessage({ QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle });
  return JSON.parse(Messages[0].Body);
};
const ended = async (PipelineExecutionArn) => {
  for (;;) {
    const { PipelineExecutionStatus: status } = await sagemaker.describePipelineExecution({ PipelineExecutionArn });
    if (status !== "Executing") return status;
    await wait(50);
  }
};
const good = (await sagemaker.startPipelineExecution({ PipelineName })).PipelineExecutionArn;
const message = await asked();
assert.deepEqual([message.pipelineExecutionArn, message.arguments], [good, { question: PipelineName }]);
const answered = await sagemaker.sendPipelineExecutionStepSuccess({ CallbackToken: message.token, OutputParameters: [{ Name: "answer", Value: "forty two" }] });
assert.equal(answered.PipelineExecutionArn, good);
assert.equal(await ended(good), "Succeeded");
const steps = (await sagemaker.listPipelineExecutionSteps({ PipelineExecutionArn: good, SortOrder: "Ascending" })).PipelineExecutionSteps;
assert.deepEqual(steps[0].Metadata.Callback, { CallbackToken: message.token, SqsQueueUrl: QueueUrl, OutputParameters: [{ Name: "answer", Value: "forty two" }] });

const bad = (await sagemaker.startPipelineExecution({ PipelineName })).PipelineExecutionArn;
await sagemaker.sendPipelineExecutionStepFailure({ CallbackToken: (await asked()).token, FailureReason: "not today" });
assert.equal(await ended(bad), "Failed");
assert.equal((await sagemaker.listPipelineExecutionSteps({ PipelineExecutionArn: bad })).PipelineExecutionSteps[0].FailureReason, "not today");
await sqs.deleteQueue({ QueueUrl });
console.log("done");
