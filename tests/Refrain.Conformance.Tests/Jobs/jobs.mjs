// Jobs outside of pipelines, their waiters and logs, and who one is.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { SageMaker, ResourceInUse, waitUntilProcessingJobCompletedOrStopped, waitUntilTrainingJobCompletedOrStopped } from "@aws-sdk/client-sagemaker";
import { CloudWatchLogs, ResourceNotFoundException } from "@aws-sdk/client-cloudwatch-logs";
import { STS } from "@aws-sdk/client-sts";
import { S3 } from "@aws-sdk/client-s3";

const [Bucket, RoleArn] = ["js-jobs", "arn:aws:iam::123456789012:role/Js"];
const [sagemaker, logs, sts, s3] = [new SageMaker({}), new CloudWatchLogs({}), new STS({}), new S3({})];
const patience = { client: sagemaker, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
await s3.createBucket({ Bucket });

const process = (ProcessingJobName, script, more = {}) => sagemaker.createProcessingJob({
  ProcessingJobName, RoleArn,
  AppSpecification: { ImageUri: "refrain.local/host", ContainerEntrypoint: ["/bin/sh", "-c", script] },
  ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 1 } }, ...more,
});
const named = { ProcessingJobName: "js-process" };
const { ProcessingJobArn } = await process(named.ProcessingJobName, 'for i in 1 2 3; do echo "line $i"; done; echo made > /opt/ml/processing/out/it', {
  Tags: [{ Key: "k", Value: "v" }],
  ProcessingOutputConfig: { Outputs: [{ OutputName: "out", S3Output: { S3Uri: `s3://${Bucket}/out`, LocalPath: "/opt/ml/processing/out", S3UploadMode: "EndOfJob" } }] },
});
assert.equal((await waitUntilProcessingJobCompletedOrStopped(patience, named)).state, "SUCCESS");
const processed = await sagemaker.describeProcessingJob(named);
assert.deepEqual([processed.ProcessingJobArn, processed.ProcessingJobStatus], [ProcessingJobArn, "Completed"]);
assert(processed.ProcessingEndTime >= processed.ProcessingStartTime);
assert.equal(await (await s3.getObject({ Bucket, Key: "out/it" })).Body.transformToString(), "made\n");
assert.deepEqual((await sagemaker.listTags({ ResourceArn: ProcessingJobArn })).Tags, [{ Key: "k", Value: "v" }]);
await assert.rejects(process(named.ProcessingJobName, "true"), (error) => error instanceof ResourceInUse);
await assert.rejects(sagemaker.describeTrainingJob({ TrainingJobName: "nowhere" }), { name: "ValidationException", message: "Requested resource not found." }); // AWS, too

const [logGroupName, logStreamNamePrefix] = ["/aws/sagemaker/ProcessingJobs", `${named.ProcessingJobName}/`];
const [stream, ...others] = (await logs.describeLogStreams({ logGroupName, logStreamNamePrefix, orderBy: "LogStreamName" })).logStreams;
assert.equal(others.length, 0);
const told = await logs.getLogEvents({ logGroupName, logStreamName: stream.logStreamName, startFromHead: true });
assert.deepEqual(told.events.map((event) => event.message), ["line 1", "line 2", "line 3"]);
const rest = await logs.getLogEvents({ logGroupName, logStreamName: stream.logStreamName, startFromHead: true, nextToken: told.nextForwardToken });
assert.deepEqual([rest.events, rest.nextForwardToken], [[], told.nextForwardToken]); // the end
assert.deepEqual((await logs.filterLogEvents({ logGroupName, logStreamNamePrefix, filterPattern: '"line 2"' })).events.map((event) => event.message), ["line 2"]);
await assert.rejects(logs.describeLogStreams({ logGroupName: "/nowhere" }), (error) => error instanceof ResourceNotFoundException);

await process("js-failing", "echo no >&2; exit 3");
await assert.rejects(waitUntilProcessingJobCompletedOrStopped(patience, { ProcessingJobName: "js-failing" }), /FAILURE|failed/i);
const failed = await sagemaker.describeProcessingJob({ ProcessingJobName: "js-failing" });
assert.deepEqual([failed.ProcessingJobStatus, /3/.test(failed.FailureReason)], ["Failed", true]);
await process("js-stopped", "sleep 600");
while ((await sagemaker.describeProcessingJob({ ProcessingJobName: "js-stopped" })).ProcessingJobStatus !== "InProgress") await wait(50);
await sagemaker.stopProcessingJob({ ProcessingJobName: "js-stopped" });
assert.equal((await waitUntilProcessingJobCompletedOrStopped(patience, { ProcessingJobName: "js-stopped" })).state, "SUCCESS");
const all = await sagemaker.listProcessingJobs({ NameContains: "js-", SortBy: "Name", SortOrder: "Ascending" });
assert.deepEqual(all.ProcessingJobSummaries.map((one) => `${one.ProcessingJobName} ${one.ProcessingJobStatus}`), ["js-failing Failed", "js-process Completed", "js-stopped Stopped"]);

const training = { TrainingJobName: "js-train" };
await sagemaker.createTrainingJob({
  ...training, RoleArn, HyperParameters: { depth: "5" },
  AlgorithmSpecification: {
    TrainingImage: "refrain.local/host", TrainingInputMode: "File", MetricDefinitions: [{ Name: "loss", Regex: "loss=([0-9.]+)" }],
    ContainerEntrypoint: ["/bin/sh", "-c", "cat /opt/ml/input/config/hyperparameters.json; echo loss=0.25; echo m > /opt/ml/model/m"],
  },
  OutputDataConfig: { S3OutputPath: `s3://${Bucket}/models` }, StoppingCondition: { MaxRuntimeInSeconds: 600 },
  ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 1 },
});
assert.equal((await waitUntilTrainingJobCompletedOrStopped(patience, training)).state, "SUCCESS");
const trained = await sagemaker.describeTrainingJob(training);
assert.equal(trained.ModelArtifacts.S3ModelArtifacts, `s3://${Bucket}/models/js-train/output/model.tar.gz`);
assert.deepEqual(trained.FinalMetricDataList.map(({ MetricName, Value }) => [MetricName, Value]), [["loss", 0.25]]);
assert((await s3.headObject({ Bucket, Key: "models/js-train/output/model.tar.gz" })).ContentLength > 0);

const me = await sts.getCallerIdentity({});
assert.equal(me.Account, "123456789012");
const { Credentials, AssumedRoleUser } = await sts.assumeRole({ RoleArn, RoleSessionName: "js", DurationSeconds: 900 });
const credentials = { accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey, sessionToken: Credentials.SessionToken };
assert(Credentials.Expiration > new Date());
assert.equal((await new STS({ credentials }).getCallerIdentity({})).Arn, AssumedRoleUser.Arn);
assert.equal((await new SageMaker({ credentials }).describeTrainingJob(training)).TrainingJobStatus, "Completed");
console.log("done");
