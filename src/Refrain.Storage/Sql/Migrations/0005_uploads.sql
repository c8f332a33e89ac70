-- What clients say of an object beyond its type and metadata, its checksum and its tags; null in what was recorded before, where nobody said anything. Uploads that
-- come in parts: their bytes are files, named here. A completed upload stays a while, so that a client that asks again gets the same answer.

alter table object add column attributes text;

create table upload (
    id text not null $Ordinal$ primary key,
    bucket text not null $Ordinal$ references bucket (name),
    key text not null $Ordinal$,
    content_type text,
    metadata text not null,
    attributes text,
    checksum_algorithm text,
    checksum_of_parts bigint not null,
    begun_at bigint not null,
    completed_etag text
);

create index upload_by_key on upload (bucket, key, id);

create table upload_part (
    upload_id text not null $Ordinal$ references upload (id) on delete cascade,
    number bigint not null,
    file text not null,
    size bigint not null,
    etag text not null,
    checksum text,
    modified_at bigint not null,
    primary key (upload_id, number)
);
