// Objects, streams, parts and presigned addresses, as users of @aws-sdk/client-s3 write them.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import {
  S3Client, CreateBucketCommand, DeleteBucketCommand, PutObjectCommand, GetObjectCommand, HeadObjectCommand, CopyObjectCommand, DeleteObjectCommand,
  DeleteObjectsCommand, ListBucketsCommand, GetObjectAttributesCommand, GetObjectTaggingCommand, paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

const Bucket = "js-bucket";
const s3 = new S3Client({ endpoint: process.env.AWS_ENDPOINT_URL });
const refused = (name, command) => assert.rejects(s3.send(command), (error) => error.name === name || assert.fail(`${name} was expected: ${error}`));
const bytesOf = async (Key, more = {}) => Buffer.from(await (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body.transformToByteArray());

await s3.send(new CreateBucketCommand({ Bucket }));
assert((await s3.send(new ListBucketsCommand({}))).Buckets.some((bucket) => bucket.Name === Bucket));
const key = "a/key with spaces+plus%and/é 日本 (!'*)";
const put = await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: "0123456789", ContentType: "text/x", Metadata: { colour: "blue" }, Tagging: "a=1" }));
assert.equal(put.ETag, `"${createHash("md5").update("0123456789").digest("hex")}"`);
const got = await s3.send(new GetObjectCommand({ Bucket, Key: key })); // checks the checksum by itself
assert.equal(await got.Body.transformToString(), "0123456789");
assert.deepEqual([got.ContentType, got.Metadata, got.TagCount], ["text/x", { colour: "blue" }, 1]);
assert.equal((await bytesOf(key, { Range: "bytes=2-4" })).toString(), "234");
await refused("NoSuchKey", new GetObjectCommand({ Bucket, Key: "nowhere" }));
await refused("NotFound", new HeadObjectCommand({ Bucket, Key: "nowhere" }));
await refused("PreconditionFailed", new PutObjectCommand({ Bucket, Key: key, Body: "other", IfNoneMatch: "*" }));
await refused("PreconditionFailed", new PutObjectCommand({ Bucket, Key: key, Body: "other", IfMatch: '"0"' }));
assert.deepEqual((await s3.send(new GetObjectTaggingCommand({ Bucket, Key: key }))).TagSet, [{ Key: "a", Value: "1" }]);

// A stream of known length comes in frames, its checksum in the trailer.
for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]) {
  await s3.send(new PutObjectCommand({ Bucket, Key: ChecksumAlgorithm, Body: Readable.from([Buffer.from("in "), Buffer.from("frames")]), ContentLength: 9, ChecksumAlgorithm }));
  const back = await s3.send(new GetObjectCommand({ Bucket, Key: ChecksumAlgorithm, ChecksumMode: "ENABLED" }));
  assert.equal(await back.Body.transformToString(), "in frames");
  assert(back[`Checksum${ChecksumAlgorithm}`]);
  assert.deepEqual([back.ChecksumType, back.ContentEncoding], ["FULL_OBJECT", undefined]);
}

const large = randomBytes(12 * 1024 * 1024 + 5);
const uploaded = await new Upload({ client: s3, params: { Bucket, Key: "large", Body: Readable.from(large) }, partSize: 5 * 1024 * 1024 }).done();
assert(uploaded.ETag.endsWith('-3"'));
assert((await bytesOf("large")).equals(large));
const attributes = await s3.send(new GetObjectAttributesCommand({ Bucket, Key: "large", ObjectAttributes: ["ObjectSize", "ObjectParts", "Checksum"] }));
assert.deepEqual([attributes.ObjectSize, attributes.ObjectParts.TotalPartsCount], [large.length, 3]);
await s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/${encodeURIComponent(key)}` }));
assert.equal((await bytesOf("copy")).toString(), "0123456789");

const putUrl = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: "presigned", Metadata: { x: "y" } }));
assert.equal((await fetch(putUrl, { method: "PUT", body: "lent" })).status, 200);
const answer = await fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "presigned", ResponseContentType: "text/z" })));
assert.deepEqual([await answer.text(), answer.headers.get("content-type"), answer.headers.get("x-amz-meta-x")], ["lent", "text/z", "y"]);

// Virtual-host style: signed for bucket.localhost, which leads here.
const virtual = new S3Client({ endpoint: process.env.AWS_ENDPOINT_URL.replace("127.0.0.1", "localhost") });
const address = new URL(await getSignedUrl(virtual, new GetObjectCommand({ Bucket, Key: "copy" })));
assert.equal(address.hostname, `${Bucket}.localhost`);

const keys = [];
for await (const page of paginateListObjectsV2({ client: s3, pageSize: 3 }, { Bucket })) {
  keys.push(...page.Contents.map((item) => item.Key));
}
assert.deepEqual(keys, [...keys].sort());
assert.equal(keys.length, 9);
await s3.send(new DeleteObjectCommand({ Bucket, Key: keys.shift() }));
const deleted = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }));
assert.deepEqual([deleted.Deleted.length, deleted.Errors], [8, undefined]);
await s3.send(new DeleteBucketCommand({ Bucket }));
console.log("done");
