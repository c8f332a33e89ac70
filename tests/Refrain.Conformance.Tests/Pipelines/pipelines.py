"""The life of a pipeline: as much of it as the boto3 of Debian 12 knows, which is older than selective execution."""
import json
import os
import time

import boto3
from botocore.exceptions import ClientError

NAME, BUCKET, ROLE = "boto3-story", "boto3-story", "arn:aws:iam::123456789012:role/Boto3"
address = {"endpoint_url": os.environ["AWS_ENDPOINT_URL"]}
sagemaker, s3 = (boto3.client(service, **address) for service in ("sagemaker", "s3"))
s3.create_bucket(Bucket=BUCKET)

# Programs of steps that talk to AWS, with what their jobs were given.
INSIDE = f"""
import boto3, os
address = dict(endpoint_url=os.environ["AWS_ENDPOINT_URL"])
s3 = boto3.client("s3", **address)
word = s3.get_object(Bucket="{BUCKET}", Key="in/word")["Body"].read()
s3.put_object(Bucket="{BUCKET}", Key="inside/word", Body=word.upper())
arn = boto3.client("sts", **address).get_caller_identity()["Arn"]
s3.put_object(Bucket="{BUCKET}", Key="inside/arn", Body=arn.encode())
names = [one["PipelineName"] for one in boto3.client("sagemaker", **address).list_pipelines()["PipelineSummaries"]]
assert "{NAME}" in names, names
"""
FLAG = f"""
import boto3, os
boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"]).head_object(Bucket="{BUCKET}", Key="flags/go")
"""


def refused(code, text, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code and text in error.response["Error"]["Message"], error
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400 and error.response["ResponseMetadata"]["RequestId"]
        return
    raise AssertionError(f"{code} was expected")


def step(name, *command, **more):
    return {"Name": name, "Type": "Processing", **more, "Arguments": {
        "AppSpecification": {"ImageUri": "refrain.local/host", "ContainerEntrypoint": command},
        "ProcessingResources": {"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1}},
        "ProcessingInputs": [{"InputName": "code", "S3Input": {
            "S3Uri": f"s3://{BUCKET}/code/", "LocalPath": "/opt/ml/processing/code", "S3DataType": "S3Prefix", "S3InputMode": "File"}}],
        "Environment": {"SECONDS_TO_SLEEP": {"Std:Join": {"On": "", "Values": [{"Get": "Parameters.Seconds"}]}}}, "RoleArn": ROLE}}


INSIDE_STEP = step("Inside", "/usr/bin/python3", "/opt/ml/processing/code/inside.py")
SLEEP_STEP = step("Sleep", "/bin/sh", "-c", 'sleep "$SECONDS_TO_SLEEP"', DependsOn=["Inside"])
FLAG_STEP = step("Flag", "/usr/bin/python3", "/opt/ml/processing/code/flag.py", DependsOn=["Inside"])


def definition(*more):
    return json.dumps({"Version": "2020-12-01", "Parameters": [{"Name": "Seconds", "Type": "Integer", "DefaultValue": 0}],
                       "Steps": [INSIDE_STEP, *more]})


def start(**more):
    return sagemaker.start_pipeline_execution(PipelineName=NAME, **more)["PipelineExecutionArn"]


def status(arn):
    return sagemaker.describe_pipeline_execution(PipelineExecutionArn=arn)["PipelineExecutionStatus"]


def ended(arn):
    while status(arn) in ("Executing", "Stopping"):
        time.sleep(0.05)
    return status(arn)


def steps(arn):
    return {one["StepName"]: one for one in sagemaker.list_pipeline_execution_steps(PipelineExecutionArn=arn)["PipelineExecutionSteps"]}


def read(key):
    return s3.get_object(Bucket=BUCKET, Key=key)["Body"].read().decode()


s3.put_object(Bucket=BUCKET, Key="in/word", Body=b"word")
s3.put_object(Bucket=BUCKET, Key="code/inside.py", Body=INSIDE.encode())
s3.put_object(Bucket=BUCKET, Key="code/flag.py", Body=FLAG.encode())
arn = sagemaker.create_pipeline(PipelineName=NAME, PipelineDefinition=definition(), RoleArn=ROLE, ClientRequestToken="t" * 32)["PipelineArn"]
refused("ValidationException", "already exists", sagemaker.create_pipeline, PipelineName=NAME, PipelineDefinition=definition(), RoleArn=ROLE, ClientRequestToken="u" * 32)
refused("ValidationException", "Nowhere", sagemaker.update_pipeline, PipelineName=NAME, PipelineDefinition=definition(step("B", "true", DependsOn=["Nowhere"])))
try:
    sagemaker.describe_pipeline(PipelineName="nowhere")
    raise AssertionError("ResourceNotFound was expected")
except sagemaker.exceptions.ResourceNotFound as error:
    assert "nowhere" in str(error), error
described = sagemaker.describe_pipeline(PipelineName=NAME)
assert (described["PipelineArn"], described["PipelineDefinition"], described["RoleArn"]) == (arn, definition(), ROLE), described
assert abs(described["CreationTime"].timestamp() - time.time()) < 600

first = start(PipelineExecutionDisplayName="first", PipelineExecutionDescription="d")
assert ended(first) == "Succeeded", steps(first)
assert read("inside/word") == "WORD"
job = steps(first)["Inside"]["Metadata"]["ProcessingJob"]["Arn"].split("/")[-1]
assert read("inside/arn").startswith("arn:aws:sts::123456789012:assumed-role/"), read("inside/arn")
assert sagemaker.describe_processing_job(ProcessingJobName=job)["ProcessingJobStatus"] == "Completed"
assert start(ClientRequestToken="v" * 32) == start(ClientRequestToken="v" * 32)  # a call that is made again starts nothing

sagemaker.update_pipeline(PipelineName=NAME, PipelineDefinition=definition(SLEEP_STEP, FLAG_STEP))
long = start(PipelineParameters=[{"Name": "Seconds", "Value": "600"}], ParallelismConfiguration={"MaxParallelExecutionSteps": 1})
while steps(long).get("Sleep", {}).get("StepStatus") != "Executing":
    time.sleep(0.05)
assert sagemaker.list_pipeline_parameters_for_execution(PipelineExecutionArn=long)["PipelineParameters"] == [{"Name": "Seconds", "Value": "600"}]
sagemaker.stop_pipeline_execution(PipelineExecutionArn=long)
assert ended(long) == "Stopped"

failing = start()
assert ended(failing) == "Failed"
ending = {name: one["StepStatus"] for name, one in steps(failing).items()}
assert ending == {"Inside": "Succeeded", "Sleep": "Succeeded", "Flag": "Failed"}, ending
s3.put_object(Bucket=BUCKET, Key="flags/go", Body=b"")
assert sagemaker.retry_pipeline_execution(PipelineExecutionArn=failing)["PipelineExecutionArn"] == failing
assert ended(failing) == "Succeeded", steps(failing)
sagemaker.update_pipeline_execution(PipelineExecutionArn=failing, PipelineExecutionDisplayName="mended")
assert sagemaker.describe_pipeline_definition_for_execution(PipelineExecutionArn=first)["PipelineDefinition"] == definition()

pages = sagemaker.get_paginator("list_pipeline_executions").paginate(PipelineName=NAME, PaginationConfig={"PageSize": 2})
listed = [one["PipelineExecutionArn"] for page in pages for one in page["PipelineExecutionSummaries"]]
assert (len(listed), listed[0], listed[-1]) == (4, failing, first), listed
sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "k", "Value": "v"}])
assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "k", "Value": "v"}]
for one in listed:
    ended(one)
sagemaker.delete_pipeline(PipelineName=NAME)
refused("ResourceNotFound", NAME, sagemaker.describe_pipeline, PipelineName=NAME)
print("done")
