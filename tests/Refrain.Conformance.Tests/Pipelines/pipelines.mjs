// The life of a pipeline, selective execution in it, as users of @aws-sdk/client-sagemaker write it.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import {
  SageMaker, CreatePipelineCommand, ResourceNotFound, SageMakerServiceException, paginateListPipelines, paginateListPipelineExecutions, paginateListPipelineExecutionSteps,
} from "@aws-sdk/client-sagemaker";
import { S3 } from "@aws-sdk/client-s3";

const [PipelineName, Bucket, RoleArn] = ["js-story", "js-story", "arn:aws:iam::123456789012:role/Js"];
const sagemaker = new SageMaker({});
const s3 = new S3({});
await s3.createBucket({ Bucket });

const shell = (Name, script, more = {}) => ({
  Name, Type: "Processing", Arguments: {
    AppSpecification: { ImageUri: "refrain.local/host", ContainerEntrypoint: ["/bin/sh", "-c", script] },
    ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 1 } },
    Environment: { WORD: { Get: "Parameters.Word" } }, RoleArn, ...more,
  },
});
const output = (step) => ({ Outputs: [{ OutputName: "out", S3Output: {
  S3Uri: { "Std:Join": { On: "/", Values: [`s3://${Bucket}`, { Get: "Execution.PipelineExecutionId" }, step] } }, LocalPath: "/opt/ml/processing/out", S3UploadMode: "EndOfJob" } }] });
const input = (step) => [{ InputName: "in", S3Input: {
  S3Uri: { Get: `Steps.${step}.ProcessingOutputConfig.Outputs['out'].S3Output.S3Uri` }, LocalPath: "/opt/ml/processing/in", S3DataType: "S3Prefix", S3InputMode: "File" } }];
const definition = (...more) => JSON.stringify({
  Version: "2020-12-01",
  Parameters: [{ Name: "Word", Type: "String", DefaultValue: "first" }, { Name: "Seconds", Type: "Integer", DefaultValue: 0 }],
  Steps: [
    shell("Make", 'echo "$WORD" > /opt/ml/processing/out/word', { ProcessingOutputConfig: output("made") }),
    shell("Use", '(cat /opt/ml/processing/in/word; echo "$WORD") > /opt/ml/processing/out/words', { ProcessingInputs: input("Make"), ProcessingOutputConfig: output("used") }),
    shell("Last", "grep -q . /opt/ml/processing/in/words", { ProcessingInputs: input("Use") }),
    ...more,
  ],
});
const start = async (more = {}) => (await sagemaker.startPipelineExecution({ PipelineName, ...more })).PipelineExecutionArn;
const describe = (PipelineExecutionArn) => sagemaker.describePipelineExecution({ PipelineExecutionArn });
const ended = async (arn) => {
  for (;;) {
    const { PipelineExecutionStatus: status } = await describe(arn);
    if (!["Executing", "Stopping"].includes(status)) return status;
    await wait(50);
  }
};
const steps = async (PipelineExecutionArn) =>
  Object.fromEntries((await sagemaker.listPipelineExecutionSteps({ PipelineExecutionArn })).PipelineExecutionSteps.map((step) => [step.StepName, step]));
const refused = (call, type, name, pattern) => assert.rejects(call, (error) => {
  assert(error instanceof type && error.name === name, `${name} was expected: ${error}`);
  assert.match(error.message, pattern);
  assert.equal(error.$fault, "client");
  assert(error.$metadata.requestId);
  return true;
});

// Create, create again, update.
const create = { PipelineName, PipelineDisplayName: "Story", PipelineDefinition: definition(), RoleArn, Tags: [{ Key: "team", Value: "a" }] };
const { PipelineArn } = await sagemaker.createPipeline({ ...create, ClientRequestToken: "0123456789012345678901234567890123456789" });
assert.equal(PipelineArn, `arn:aws:sagemaker:us-east-1:123456789012:pipeline/${PipelineName}`);
assert.equal((await sagemaker.createPipeline({ ...create, ClientRequestToken: "0123456789012345678901234567890123456789" })).PipelineArn, PipelineArn); // as a client that tries again
await refused(sagemaker.send(new CreatePipelineCommand(create)), SageMakerServiceException, "ValidationException", /already exists/);
await refused(sagemaker.describePipeline({ PipelineName: "nowhere" }), ResourceNotFound, "ResourceNotFound", /nowhere/);
await refused(start({ PipelineName: "nowhere" }), ResourceNotFound, "ResourceNotFound", /nowhere/);
await sagemaker.updatePipeline({ PipelineName, PipelineDescription: "of words" });
const described = await sagemaker.describePipeline({ PipelineName });
assert.deepEqual([described.PipelineDefinition, described.PipelineDescription, described.PipelineStatus], [create.PipelineDefinition, "of words", "Active"]);
assert(described.CreationTime instanceof Date && Math.abs(Date.now() - described.CreationTime) < 600_000);

// Run it whole.
const first = await start({ PipelineExecutionDisplayName: "whole" });
assert.equal(await ended(first), "Succeeded");
const whole = await steps(first);
assert.deepEqual(Object.keys(whole), ["Last", "Use", "Make"]); // the newest first
assert(Object.values(whole).every((step) => step.StepStatus === "Succeeded" && step.StartTime instanceof Date && step.EndTime >= step.StartTime));
const words = async (arn) => (await s3.getObject({ Bucket, Key: `${arn.split("/").at(-1)}/used/words` }).then((got) => got.Body.transformToString())).trim().split("\n");
assert.deepEqual(await words(first), ["first", "first"]);
const jobOf = (step) => step.Metadata.ProcessingJob.Arn.split("/").at(-1);
const job = await sagemaker.describeProcessingJob({ ProcessingJobName: jobOf(whole.Use) });
assert.deepEqual([job.ProcessingJobStatus, job.Environment.WORD], ["Completed", "first"]);

// Run some of it.
const selected = { SourcePipelineExecutionArn: first, SelectedSteps: [{ StepName: "Use" }, { StepName: "Last" }] };
const second = await start({ SelectiveExecutionConfig: selected, PipelineParameters: [{ Name: "Word", Value: "second" }] });
assert.equal(await ended(second), "Succeeded");
assert.deepEqual((await describe(second)).SelectiveExecutionConfig, selected);
const some = await steps(second);
assert.equal(some.Make.SelectiveExecutionResult.SourcePipelineExecutionArn, first);
assert.equal(some.Make.Metadata.ProcessingJob.Arn, whole.Make.Metadata.ProcessingJob.Arn);
assert.deepEqual([some.Use.SelectiveExecutionResult, some.Last.SelectiveExecutionResult], [undefined, undefined]);
assert.deepEqual(await words(second), ["first", "second"]);
const { PipelineParameters } = await sagemaker.listPipelineParametersForExecution({ PipelineExecutionArn: second });
assert.deepEqual(Object.fromEntries(PipelineParameters.map(({ Name, Value }) => [Name, Value])), { Word: "second", Seconds: "0" });
assert.equal(await ended(await start({ PipelineParameters })), "Succeeded"); // what is listed is taken back
await refused(start({ SelectiveExecutionConfig: { ...selected, SelectedSteps: [{ StepName: "Make" }, { StepName: "Last" }] } }), SageMakerServiceException, "ValidationException", /Use/);
await refused(start({ SelectiveExecutionConfig: { ...selected, SelectedSteps: [{ StepName: "Nobody" }] } }), SageMakerServiceException, "ValidationException", /Nobody/);
await refused(start({ SelectiveExecutionConfig: { ...selected, SourcePipelineExecutionArn: `${PipelineArn}/execution/aaaaaaaaaaaa` } }), ResourceNotFound, "ResourceNotFound", /aaaaaaaaaaaa/);
await refused(start({ PipelineParameters: [{ Name: "Nobody", Value: "x" }] }), SageMakerServiceException, "ValidationException", /Nobody/);

// Versions: the second one waits, and fails as long as an object is missing.
const sleep = shell("Sleep", 'sleep "$SECONDS_TO_SLEEP"; [ "$SECONDS_TO_SLEEP" != 0 ] || [ -e /opt/ml/processing/in/go ]', {
  Environment: { SECONDS_TO_SLEEP: { "Std:Join": { On: "", Values: [{ Get: "Parameters.Seconds" }] } } },
  ProcessingInputs: [{ InputName: "in", S3Input: { S3Uri: `s3://${Bucket}/flags/`, LocalPath: "/opt/ml/processing/in", S3DataType: "S3Prefix", S3InputMode: "File" } }],
});
await s3.putObject({ Bucket, Key: "flags/here", Body: "x" });
await sagemaker.updatePipeline({ PipelineName, PipelineDefinition: definition(sleep) });
const versions = (await sagemaker.listPipelineVersions({ PipelineName })).PipelineVersionSummaries;
assert.deepEqual(versions.map((version) => version.PipelineVersionId), [2, 1]);
await sagemaker.updatePipelineVersion({ PipelineArn, PipelineVersionId: 2, PipelineVersionDisplayName: "with-a-wait" });
assert.equal((await sagemaker.describePipeline({ PipelineName, PipelineVersionId: 2 })).PipelineVersionDisplayName, "with-a-wait");
assert.equal((await sagemaker.describePipeline({ PipelineName, PipelineVersionId: 1 })).PipelineDefinition, create.PipelineDefinition);
const old = await start({ PipelineVersionId: 1 });
assert.equal(await ended(old), "Succeeded");
assert.equal((await describe(old)).PipelineVersionId, 1);
assert.equal((await sagemaker.describePipelineDefinitionForExecution({ PipelineExecutionArn: old })).PipelineDefinition, create.PipelineDefinition);

// Stop.
const long = await start({ PipelineParameters: [{ Name: "Seconds", Value: "600" }] });
while ((await steps(long)).Sleep?.StepStatus !== "Executing") await wait(50);
await refused(start({ SelectiveExecutionConfig: { ...selected, SourcePipelineExecutionArn: long } }), SageMakerServiceException, "ValidationException", /./);
await refused(sagemaker.deletePipeline({ PipelineName }), SageMakerServiceException, "ConflictException", /./);
assert.equal((await sagemaker.stopPipelineExecution({ PipelineExecutionArn: long })).PipelineExecutionArn, long);
assert.equal(await ended(long), "Stopped");

// Fail, mend, retry.
const failing = await start();
assert.equal(await ended(failing), "Failed");
assert.match((await describe(failing)).FailureReason, /Step failure/);
assert.equal((await steps(failing)).Sleep.StepStatus, "Failed");
await s3.putObject({ Bucket, Key: "flags/go", Body: "x" });
await sagemaker.retryPipelineExecution({ PipelineExecutionArn: failing });
assert.equal(await ended(failing), "Succeeded");
await sagemaker.updatePipelineExecution({ PipelineExecutionArn: failing, PipelineExecutionDescription: "mended" });
assert.equal((await describe(failing)).PipelineExecutionDescription, "mended");

// Pages.
const pages = async (paginator, member) => {
  const all = [];
  for await (const page of paginator) all.push(page[member]);
  return all;
};
const executions = await pages(paginateListPipelineExecutions({ client: sagemaker, pageSize: 2 }, { PipelineName }), "PipelineExecutionSummaries");
assert.deepEqual(executions.map((page) => page.length), [2, 2, 2]);
assert.deepEqual([executions[0][0].PipelineExecutionArn, executions[2][1].PipelineExecutionArn, executions[2][1].PipelineExecutionDisplayName], [failing, first, "whole"]);
const oldest = await pages(paginateListPipelineExecutionSteps({ client: sagemaker, pageSize: 1 }, { PipelineExecutionArn: first, SortOrder: "Ascending" }), "PipelineExecutionSteps");
assert.deepEqual(oldest.flat().map((step) => step.StepName), ["Make", "Use", "Last"]);
await sagemaker.createPipeline({ ...create, PipelineName: "js-story-2" });
const listed = await pages(paginateListPipelines({ client: sagemaker, pageSize: 1 }, { PipelineNamePrefix: "js-story", SortBy: "Name", SortOrder: "Ascending" }), "PipelineSummaries");
assert.deepEqual(listed.flat().map((one) => one.PipelineName), ["js-story", "js-story-2"]);
assert(listed[0][0].LastExecutionTime instanceof Date);

// Tags, and the end.
const tags = async () => (await sagemaker.listTags({ ResourceArn: PipelineArn })).Tags;
await sagemaker.addTags({ ResourceArn: PipelineArn, Tags: [{ Key: "team", Value: "b" }, { Key: "cost", Value: "1" }] });
assert.deepEqual((await tags()).sort((a, b) => (a.Key < b.Key ? -1 : 1)), [{ Key: "cost", Value: "1" }, { Key: "team", Value: "b" }]);
await sagemaker.deleteTags({ ResourceArn: PipelineArn, TagKeys: ["team"] });
assert.deepEqual(await tags(), [{ Key: "cost", Value: "1" }]);
for (const name of ["js-story", "js-story-2"]) await sagemaker.deletePipeline({ PipelineName: name });
await refused(sagemaker.describePipeline({ PipelineName }), ResourceNotFound, "ResourceNotFound", /js-story/);
console.log("done");
