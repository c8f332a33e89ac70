"""Who one is, roles, and sessions."""
import os

import boto3
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::123456789012:role/service-role/Boto3"
address = {"endpoint_url": os.environ["AWS_ENDPOINT_URL"]}
sts, iam = boto3.client("sts", **address), boto3.client("iam", **address)


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return
    raise AssertionError(f"{code} was expected")


me = sts.get_caller_identity()
assert me["Account"] == "123456789012" and me["Arn"].startswith("arn:aws:iam::123456789012:") and me["UserId"], me
role = iam.get_role(RoleName="Boto3")["Role"]
assert role["Arn"].endswith("/Boto3"), role
trust = role["AssumeRolePolicyDocument"]["Statement"][0]  # botocore reads the URL-encoded JSON by itself
assert (trust["Effect"], trust["Principal"], trust["Action"]) == ("Allow", {"Service": "sagemaker.amazonaws.com"}, "sts:AssumeRole"), trust
results = iam.simulate_principal_policy(PolicySourceArn=ROLE, ActionNames=["s3:GetObject", "sagemaker:CreateTrainingJob"])["EvaluationResults"]
assert [(one["EvalActionName"], one["EvalDecision"]) for one in results] == [("s3:GetObject", "allowed"), ("sagemaker:CreateTrainingJob", "allowed")], results
assert [one["PolicyName"] for one in iam.list_attached_role_policies(RoleName="Boto3")["AttachedPolicies"]] == ["AmazonSageMakerFullAccess"]
refused("InvalidAction", iam.list_users)

given = sts.assume_role(RoleArn=ROLE, RoleSessionName="conformance", DurationSeconds=900)
keys = given["Credentials"]
session = boto3.Session(aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"])
assert session.client("sts", **address).get_caller_identity()["Arn"] == given["AssumedRoleUser"]["Arn"], given
session.client("sagemaker", **address).list_pipelines()
session.client("s3", **address).list_buckets()
wrong = boto3.Session(aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"][:-8] + "AAAAAAAA")
refused("InvalidClientTokenId", wrong.client("sts", **address).get_caller_identity)
refused("SignatureDoesNotMatch", boto3.client("sts", aws_secret_access_key="another secret", aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"], **address).get_caller_identity)
refused("InvalidClientTokenId", boto3.client("sts", aws_secret_access_key="another secret", aws_access_key_id="AKIANOBODYSKEY000", **address).get_caller_identity)
refused("UnknownOperationException", boto3.client("scheduler", **address).list_schedules)
print("done")
