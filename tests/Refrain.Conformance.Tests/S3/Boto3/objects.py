"""Buckets and objects, as boto3 users write them."""
import os

import boto3

# Debian's boto3 is older than AWS_ENDPOINT_URL.
s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
s3.create_bucket(Bucket="boto3-objects")
s3.put_object(Bucket="boto3-objects", Key="a/key with spaces+plus", Body=b"bytes", ContentType="text/x")
got = s3.get_object(Bucket="boto3-objects", Key="a/key with spaces+plus")
assert got["Body"].read() == b"bytes" and got["ContentType"] == "text/x", got
print("done")
