"""Uploads in parts: s3transfer's, and by hand."""
import hashlib
import io
import os

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

MIB = 1 << 20
BUCKET = "boto3-parts"
s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
s3.create_bucket(Bucket=BUCKET)


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return
    raise AssertionError(f"{code} was expected")


def etag_of(parts):
    digests = [hashlib.md5(part).digest() for part in parts]
    return '"%s-%d"' % (hashlib.md5(b"".join(digests)).hexdigest(), len(digests))


data = os.urandom(20 * MIB + 17)
config = TransferConfig(multipart_threshold=8 * MIB, multipart_chunksize=8 * MIB, max_concurrency=4)
s3.upload_fileobj(io.BytesIO(data), BUCKET, "transferred", Config=config, ExtraArgs={"Metadata": {"a": "b"}, "ContentType": "x/y"})
head = s3.head_object(Bucket=BUCKET, Key="transferred")
assert head["ETag"] == etag_of([data[at:at + 8 * MIB] for at in range(0, len(data), 8 * MIB)]), head
assert (head["ContentLength"], head["Metadata"], head["ContentType"]) == (len(data), {"a": "b"}, "x/y")
target = io.BytesIO()
s3.download_fileobj(BUCKET, "transferred", target, Config=config)
assert target.getvalue() == data
s3.copy({"Bucket": BUCKET, "Key": "transferred"}, BUCKET, "copied", Config=config)  # UploadPartCopy
assert s3.get_object(Bucket=BUCKET, Key="copied")["Body"].read() == data
assert s3.get_object(Bucket=BUCKET, Key="transferred", PartNumber=3)["Body"].read() == data[16 * MIB:]

parts = [os.urandom(5 * MIB), b"small", b"end"]
upload = s3.create_multipart_upload(Bucket=BUCKET, Key="by hand", Tagging="k=v")["UploadId"]
etags = {number: s3.upload_part(Bucket=BUCKET, Key="by hand", UploadId=upload, PartNumber=number, Body=part)["ETag"] for number, part in reversed(list(enumerate(parts, 1)))}
assert [part["PartNumber"] for part in s3.list_parts(Bucket=BUCKET, Key="by hand", UploadId=upload)["Parts"]] == [1, 2, 3]
page = s3.list_parts(Bucket=BUCKET, Key="by hand", UploadId=upload, MaxParts=2)
assert page["IsTruncated"] and page["NextPartNumberMarker"] == 2
assert [item["UploadId"] for item in s3.list_multipart_uploads(Bucket=BUCKET)["Uploads"]] == [upload]


def complete(*numbers):
    named = [{"PartNumber": number, "ETag": etags[number]} for number in numbers]
    return s3.complete_multipart_upload(Bucket=BUCKET, Key="by hand", UploadId=upload, MultipartUpload={"Parts": named})


for code, numbers in (("EntityTooSmall", (1, 2, 3)), ("InvalidPartOrder", (3, 1))):
    try:
        complete(*numbers)
        raise AssertionError(code)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
assert complete(1, 3)["ETag"] == etag_of([parts[0], parts[2]])
assert s3.get_object(Bucket=BUCKET, Key="by hand")["Body"].read() == parts[0] + parts[2]
assert s3.get_object_tagging(Bucket=BUCKET, Key="by hand")["TagSet"] == [{"Key": "k", "Value": "v"}]

upload = s3.create_multipart_upload(Bucket=BUCKET, Key="given up")["UploadId"]
s3.upload_part(Bucket=BUCKET, Key="given up", UploadId=upload, PartNumber=1, Body=b"x")
s3.abort_multipart_upload(Bucket=BUCKET, Key="given up", UploadId=upload)
refused("NoSuchUpload", s3.upload_part, Bucket=BUCKET, Key="given up", UploadId=upload, PartNumber=1, Body=b"x")
assert "Uploads" not in s3.list_multipart_uploads(Bucket=BUCKET)
print("done")
