"""Jobs outside of pipelines: waiters, and logs that are followed while the job runs, as the SageMaker SDK does."""
import os
import time

import boto3
from botocore.exceptions import ClientError, WaiterError

BUCKET, ROLE = "boto3-jobs", "arn:aws:iam::123456789012:role/Boto3"
address = {"endpoint_url": os.environ["AWS_ENDPOINT_URL"]}
sagemaker, s3, logs = (boto3.client(service, **address) for service in ("sagemaker", "s3", "logs"))
s3.create_bucket(Bucket=BUCKET)
patience = {"Delay": 1, "MaxAttempts": 60}
GROUP = "/aws/sagemaker/ProcessingJobs"


def process(name, script, **more):
    return sagemaker.create_processing_job(
        ProcessingJobName=name, RoleArn=ROLE,
        AppSpecification={"ImageUri": "refrain.local/host", "ContainerEntrypoint": ["/bin/sh", "-c", script]},
        ProcessingResources={"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1}}, **more)["ProcessingJobArn"]


def exists(key):
    return "Contents" in s3.list_objects_v2(Bucket=BUCKET, Prefix=key)


def inputs_and_outputs():
    return {
        "ProcessingInputs": [{"InputName": "in", "S3Input": {
            "S3Uri": f"s3://{BUCKET}/in/", "LocalPath": "/opt/ml/processing/in", "S3DataType": "S3Prefix", "S3InputMode": "File"}}],
        "ProcessingOutputConfig": {"Outputs": [{"OutputName": "out", "S3Output": {
            "S3Uri": f"s3://{BUCKET}/out", "LocalPath": "/opt/ml/processing/out", "S3UploadMode": "EndOfJob"}}]}}


s3.put_object(Bucket=BUCKET, Key="in/a.txt", Body=b"a")
WAIT = f"""
import boto3, os, time
s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
while "Contents" not in s3.list_objects_v2(Bucket="{BUCKET}", Prefix="go"):
    time.sleep(0.1)
"""
s3.put_object(Bucket=BUCKET, Key="in/wait.py", Body=WAIT.encode())
script = "cd /opt/ml/processing; echo begun; /usr/bin/python3 in/wait.py; echo ended; cp in/a.txt out/b.txt"
arn = process("boto3-process", script, **inputs_and_outputs())

# Follow the log: the first line while the job runs, the others later.
seen, token, stream, waited = [], None, None, time.time()
while "ended" not in seen:
    assert time.time() - waited < 60, seen
    try:
        streams = logs.describe_log_streams(logGroupName=GROUP, logStreamNamePrefix="boto3-process/", orderBy="LogStreamName", limit=1)["logStreams"]
    except logs.exceptions.ResourceNotFoundException:
        streams = []  # nobody has logged anything yet
    if streams:
        stream = streams[0]["logStreamName"]
        page = logs.get_log_events(logGroupName=GROUP, logStreamName=stream, startFromHead=True, **({"nextToken": token} if token else {}))
        seen += [event["message"] for event in page["events"]]
        assert all(abs(event["timestamp"] / 1000 - time.time()) < 600 for event in page["events"])
        token = page["nextForwardToken"]
    if seen == ["begun"] and not exists("go"):
        assert sagemaker.describe_processing_job(ProcessingJobName="boto3-process")["ProcessingJobStatus"] == "InProgress"
        s3.put_object(Bucket=BUCKET, Key="go", Body=b"")
    time.sleep(0.1)
assert seen == ["begun", "ended"], seen
sagemaker.get_waiter("processing_job_completed_or_stopped").wait(ProcessingJobName="boto3-process", WaiterConfig=patience)
described = sagemaker.describe_processing_job(ProcessingJobName="boto3-process")
assert (described["ProcessingJobArn"], described["ProcessingJobStatus"]) == (arn, "Completed"), described
assert s3.get_object(Bucket=BUCKET, Key="out/b.txt")["Body"].read() == b"a"
last = logs.get_log_events(logGroupName=GROUP, logStreamName=stream, startFromHead=True, nextToken=token)
assert (last["events"], last["nextForwardToken"]) == ([], token), last

process("boto3-failing", "echo because >&2; exit 7")
try:
    sagemaker.get_waiter("processing_job_completed_or_stopped").wait(ProcessingJobName="boto3-failing", WaiterConfig=patience)
    raise AssertionError("the job should have failed")
except WaiterError as error:
    assert error.last_response["ProcessingJobStatus"] == "Failed" and "because" in error.last_response["FailureReason"], error.last_response
try:
    process("boto3-failing", "true")
    raise AssertionError("ResourceInUse was expected")
except sagemaker.exceptions.ResourceInUse:
    pass
process("boto3-stopped", "sleep 600")
sagemaker.stop_processing_job(ProcessingJobName="boto3-stopped")
sagemaker.get_waiter("processing_job_completed_or_stopped").wait(ProcessingJobName="boto3-stopped", WaiterConfig=patience)
assert sagemaker.describe_processing_job(ProcessingJobName="boto3-stopped")["ProcessingJobStatus"] == "Stopped"

sagemaker.create_training_job(
    TrainingJobName="boto3-train", RoleArn=ROLE, HyperParameters={"depth": "5"},
    AlgorithmSpecification={"TrainingImage": "refrain.local/host", "TrainingInputMode": "File",
                            "ContainerEntrypoint": ["/bin/sh", "-c", "cat /opt/ml/input/data/train/a.txt > /opt/ml/model/m; grep depth /opt/ml/input/config/hyperparameters.json"]},
    InputDataConfig=[{"ChannelName": "train", "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{BUCKET}/in/"}}}],
    OutputDataConfig={"S3OutputPath": f"s3://{BUCKET}/models"}, StoppingCondition={"MaxRuntimeInSeconds": 600},
    ResourceConfig={"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1})
sagemaker.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName="boto3-train", WaiterConfig=patience)
trained = sagemaker.describe_training_job(TrainingJobName="boto3-train")
assert (trained["TrainingJobStatus"], trained["SecondaryStatus"]) == ("Completed", "Completed"), trained
assert trained["ModelArtifacts"]["S3ModelArtifacts"] == f"s3://{BUCKET}/models/boto3-train/output/model.tar.gz", trained
assert exists("models/boto3-train/output/model.tar.gz")
names = [one["TrainingJobName"] for page in sagemaker.get_paginator("list_training_jobs").paginate(NameContains="boto3-") for one in page["TrainingJobSummaries"]]
assert names == ["boto3-train"], names
try:
    sagemaker.create_transform_job(
        TransformJobName="boto3-transform", ModelName="nowhere", TransformInput={"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{BUCKET}/in/"}}},
        TransformOutput={"S3OutputPath": f"s3://{BUCKET}/t"}, TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 1})
    raise AssertionError("an error was expected")
except ClientError as error:
    assert error.response["Error"]["Code"] == "ValidationException" and "Could not find model" in str(error), error
print("done")
