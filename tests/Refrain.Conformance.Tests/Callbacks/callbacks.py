"""A consumer of a queue that answers callback steps."""
import json
import os
import time

import boto3

NAME, ROLE = "boto3-callback", "arn:aws:iam::123456789012:role/Boto3"
address = {"endpoint_url": os.environ["AWS_ENDPOINT_URL"]}
sagemaker, sqs = boto3.client("sagemaker", **address), boto3.client("sqs", **address)
url = sqs.create_queue(QueueName=NAME)["QueueUrl"]
try:
    sqs.get_queue_url(QueueName="nowhere")
    raise AssertionError("QueueDoesNotExist was expected")
except sqs.exceptions.QueueDoesNotExist:
    pass


def ask(name, **more):
    return {"Name": name, "Type": "Callback", "SqsQueueUrl": url, "Arguments": {"number": more.pop("number", "1")},
            "OutputParameters": [{"OutputName": "double", "OutputType": "Integer"}], **more}


double = {"Std:Join": {"On": "", "Values": [{"Get": "Steps.One.OutputParameters['double']"}]}}
definition = {"Version": "2020-12-01", "Steps": [ask("One"), ask("Two", number=double)]}
sagemaker.create_pipeline(PipelineName=NAME, PipelineDefinition=json.dumps(definition), RoleArn=ROLE)
arn = sagemaker.start_pipeline_execution(PipelineName=NAME)["PipelineExecutionArn"]
asked, begun = [], time.time()
while sagemaker.describe_pipeline_execution(PipelineExecutionArn=arn)["PipelineExecutionStatus"] == "Executing":
    assert time.time() - begun < 60, asked
    for message in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1, MaxNumberOfMessages=10, AttributeNames=["All"]).get("Messages", []):
        body = json.loads(message["Body"])
        assert (body["pipelineExecutionArn"], message["Attributes"]["ApproximateReceiveCount"]) == (arn, "1"), message
        asked.append(body["arguments"]["number"])
        value = str(2 * int(asked[-1]))
        sagemaker.send_pipeline_execution_step_success(CallbackToken=body["token"], OutputParameters=[{"Name": "double", "Value": value}])
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
steps = sagemaker.list_pipeline_execution_steps(PipelineExecutionArn=arn, SortOrder="Ascending")["PipelineExecutionSteps"]
assert asked == ["1", "2"], asked
assert [step["Metadata"]["Callback"]["OutputParameters"] for step in steps] == [[{"Name": "double", "Value": "2"}], [{"Name": "double", "Value": "4"}]], steps
assert "Messages" not in sqs.receive_message(QueueUrl=url)

arn = sagemaker.start_pipeline_execution(PipelineName=NAME)["PipelineExecutionArn"]
message = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"][0]
sagemaker.send_pipeline_execution_step_failure(CallbackToken=json.loads(message["Body"])["token"], FailureReason="no")
sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
assert sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"][0]["MessageId"] == message["MessageId"]  # it was not deleted
while sagemaker.describe_pipeline_execution(PipelineExecutionArn=arn)["PipelineExecutionStatus"] == "Executing":
    time.sleep(0.05)
assert sagemaker.list_pipeline_execution_steps(PipelineExecutionArn=arn)["PipelineExecutionSteps"][0]["FailureReason"] == "no"

# The resource interface, and messages by the batch.
queue = boto3.resource("sqs", **address).Queue(url)
queue.purge()
sent = queue.send_messages(Entries=[{"Id": str(number), "MessageBody": f"m{number}"} for number in range(3)])
assert [one["Id"] for one in sent["Successful"]] == ["0", "1", "2"], sent
got = []
while len(got) < 3:
    messages = queue.receive_messages(MaxNumberOfMessages=10, WaitTimeSeconds=5)
    assert messages, got
    got += [one.body for one in messages]
    queue.delete_messages(Entries=[{"Id": str(index), "ReceiptHandle": one.receipt_handle} for index, one in enumerate(messages)])
assert sorted(got) == ["m0", "m1", "m2"], got
assert queue.attributes["ApproximateNumberOfMessages"] == "0", queue.attributes
queue.delete()
print("done")
