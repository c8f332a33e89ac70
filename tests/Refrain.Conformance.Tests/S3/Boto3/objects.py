"""Buckets, objects and lists, as boto3 users write them."""
import hashlib
import http.client
import io
import os
import urllib.error
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# Debian's boto3 is older than AWS_ENDPOINT_URL.
ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
s3 = boto3.client("s3", endpoint_url=ENDPOINT)
BUCKET = "boto3-objects"


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return
    raise AssertionError(f"{code} was expected")


refused("404", s3.head_bucket, Bucket=BUCKET)
s3.create_bucket(Bucket=BUCKET)
s3.get_waiter("bucket_exists").wait(Bucket=BUCKET)
eu = boto3.client("s3", endpoint_url=ENDPOINT, region_name="eu-west-1")
eu.create_bucket(Bucket="boto3-eu", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
refused("BucketAlreadyOwnedByYou", eu.create_bucket, Bucket="boto3-eu", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
assert s3.get_bucket_location(Bucket="boto3-eu")["LocationConstraint"] == "eu-west-1"
assert s3.get_bucket_location(Bucket=BUCKET)["LocationConstraint"] is None
assert {"boto3-eu", BUCKET} <= {bucket["Name"] for bucket in s3.list_buckets()["Buckets"]}
s3.delete_bucket(Bucket="boto3-eu")

key = "a/key with spaces+plus%and/é 日本"
put = s3.put_object(
    Bucket=BUCKET, Key=key, Body=b"0123456789", ContentType="text/x", ContentEncoding="identity", CacheControl="no-store", ContentDisposition="inline",
    Metadata={"Colour": "blue"}, Tagging="a=1&b=two%20words", ServerSideEncryption="aws:kms", ACL="bucket-owner-full-control")
assert put["ETag"] == '"%s"' % hashlib.md5(b"0123456789").hexdigest(), put
got = s3.get_object(Bucket=BUCKET, Key=key)
assert got["Body"].read() == b"0123456789"
assert (got["ContentType"], got["CacheControl"], got["ContentDisposition"], got["Metadata"], got["TagCount"]) == ("text/x", "no-store", "inline", {"colour": "blue"}, 2), got
assert s3.get_object(Bucket=BUCKET, Key=key, Range="bytes=-3")["Body"].read() == b"789"
assert s3.get_object(Bucket=BUCKET, Key=key, Range="bytes=8-", IfMatch=put["ETag"])["Body"].read() == b"89"
assert s3.get_object(Bucket=BUCKET, Key=key, ResponseContentType="text/y")["ContentType"] == "text/y"
refused("InvalidRange", s3.get_object, Bucket=BUCKET, Key=key, Range="bytes=10-")
refused("304", s3.get_object, Bucket=BUCKET, Key=key, IfNoneMatch=put["ETag"])
refused("PreconditionFailed", s3.get_object, Bucket=BUCKET, Key=key, IfMatch='"0"')
refused("NoSuchKey", s3.get_object, Bucket=BUCKET, Key="nowhere")
refused("404", s3.head_object, Bucket=BUCKET, Key="nowhere")
refused("NoSuchBucket", s3.put_object, Bucket="boto3-nowhere", Key="k", Body=b"")
assert s3.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"] == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "two words"}]
s3.put_object_tagging(Bucket=BUCKET, Key=key, Tagging={"TagSet": [{"Key": "c", "Value": "3"}]})
assert s3.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"] == [{"Key": "c", "Value": "3"}]
s3.delete_object_tagging(Bucket=BUCKET, Key=key)
assert s3.get_object_tagging(Bucket=BUCKET, Key=key)["TagSet"] == []
refused("NoSuchTagSet", s3.get_bucket_tagging, Bucket=BUCKET)
refused("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration, Bucket=BUCKET)
assert "Status" not in s3.get_bucket_versioning(Bucket=BUCKET)
assert s3.get_object_acl(Bucket=BUCKET, Key=key)["Grants"][0]["Permission"] == "FULL_CONTROL"

for algorithm in ("CRC32", "SHA1", "SHA256"):
    s3.put_object(Bucket=BUCKET, Key=algorithm, Body=b"summed", ChecksumAlgorithm=algorithm)
    told = s3.get_object(Bucket=BUCKET, Key=algorithm, ChecksumMode="ENABLED")
    assert told["Body"].read() == b"summed" and f"Checksum{algorithm}" in told, told

copied = s3.copy_object(Bucket=BUCKET, Key="copy", CopySource={"Bucket": BUCKET, "Key": key}, MetadataDirective="REPLACE", Metadata={"shape": "round"})
assert copied["CopyObjectResult"]["ETag"] == put["ETag"]
assert s3.head_object(Bucket=BUCKET, Key="copy")["Metadata"] == {"shape": "round"}
refused("InvalidRequest", s3.copy_object, Bucket=BUCKET, Key="copy", CopySource=f"{BUCKET}/copy")

# Presigned, as somebody without keys uses them; boto3 signs those of us-east-1 with Signature Version 2 unless it is told otherwise.
for client in (s3, boto3.client("s3", endpoint_url=ENDPOINT, config=Config(signature_version="s3v4")), boto3.client("s3", endpoint_url=ENDPOINT, region_name="eu-central-1")):
    url = client.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": "pre signed", "Metadata": {"x": "y"}}, ExpiresIn=60)
    connection = http.client.HTTPConnection(ENDPOINT.split("//")[1])
    connection.request("PUT", url[len(ENDPOINT):], body=b"lent", headers={"x-amz-meta-x": "y"})
    assert connection.getresponse().status == 200
    url = client.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": "pre signed", "ResponseContentType": "text/z"}, ExpiresIn=60)
    with urllib.request.urlopen(url) as answer:
        assert (answer.read(), answer.headers["Content-Type"], answer.headers["x-amz-meta-x"]) == (b"lent", "text/z", "y")
    for wrong in (url.replace("text%2Fz", "text%2Fy"), url.replace("pre%20signed", key.split("/")[0])):
        try:
            urllib.request.urlopen(wrong)
            raise AssertionError(f"a URL that was not signed, or is over, was taken: {wrong}")
        except urllib.error.HTTPError as error:
            assert error.code in (400, 403), error

# 2,500 keys, in lists of both kinds.
bucket = boto3.resource("s3", endpoint_url=ENDPOINT).Bucket("boto3-many")
bucket.create()
names = [f"dir{number % 5}/key {number:04}+&" for number in range(2500)]
from concurrent.futures import ThreadPoolExecutor

with ThreadPoolExecutor(8) as pool:
    list(pool.map(lambda name: s3.put_object(Bucket="boto3-many", Key=name, Body=b"x"), names))
assert [item.key for item in bucket.objects.all()] == sorted(names)
assert [item.key for item in bucket.objects.filter(Prefix="dir3/", Marker="dir3/key 2")] == sorted(name for name in names if name > "dir3/key 2" and name.startswith("dir3/"))
pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket="boto3-many", PaginationConfig={"PageSize": 700}))
assert [item["Key"] for page in pages for item in page["Contents"]] == sorted(names) and len(pages) == 4
pages = list(s3.get_paginator("list_objects").paginate(Bucket="boto3-many", Delimiter="/", PaginationConfig={"PageSize": 2}))
assert [prefix["Prefix"] for page in pages for prefix in page.get("CommonPrefixes", [])] == [f"dir{number}/" for number in range(5)]
refused("BucketNotEmpty", s3.delete_bucket, Bucket="boto3-many")
bucket.objects.all().delete()
bucket.delete()
refused("404", s3.head_bucket, Bucket="boto3-many")

# Virtual-host style where the name leads here.
virtual = boto3.client("s3", endpoint_url=ENDPOINT.replace("127.0.0.1", "localhost"), config=Config(s3={"addressing_style": "virtual"}))
address = virtual.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": "copy"})
assert f"//{BUCKET}.localhost" in address, address
port = ENDPOINT.rsplit(":", 1)[1]
request = urllib.request.Request(address.replace(f"{BUCKET}.localhost", "127.0.0.1"), headers={"Host": f"{BUCKET}.localhost:{port}"})
assert urllib.request.urlopen(request).read() == b"0123456789"

s3.upload_fileobj(io.BytesIO(b""), BUCKET, "empty")
assert s3.get_object(Bucket=BUCKET, Key="empty")["Body"].read() == b""
print("done")
