-- Times are milliseconds since 1970 (UTC). Documents are JSON text. $Identity$ and $Ordinal$ are the database's own words for a generated key and
-- for comparing text by its bytes.

create table pipeline (
    id $Identity$,
    region text not null,
    account text not null,
    name text not null $Ordinal$,
    name_key text not null $Ordinal$,
    display_name text not null,
    description text,
    role_arn text not null,
    latest_version bigint not null,
    max_parallel_steps bigint,
    created_at bigint not null,
    modified_at bigint not null,
    last_run_at bigint,
    created_by text not null,
    modified_by text not null,
    unique (region, account, name_key)
);

create index pipeline_by_time on pipeline (region, account, created_at, id);
create index pipeline_by_name on pipeline (region, account, name, id);

create table pipeline_version (
    pipeline_id bigint not null references pipeline (id) on delete cascade,
    version bigint not null,
    definition text not null,
    created_at bigint not null,
    primary key (pipeline_id, version)
);

create table execution (
    seq $Identity$,
    id text not null $Ordinal$ unique,
    pipeline_id bigint not null references pipeline (id) on delete cascade,
    pipeline_version bigint not null,
    display_name text not null,
    description text,
    status text not null,
    failure_reason text,
    length bigint not null,
    max_parallel_steps bigint,
    selective_config text,
    has_experiment bigint not null,
    experiment_name text,
    trial_name text,
    plan text not null,
    created_at bigint not null,
    modified_at bigint not null,
    created_by text not null,
    foreign key (pipeline_id, pipeline_version) references pipeline_version (pipeline_id, version)
);

create index execution_by_time on execution (pipeline_id, created_at, seq);
create index execution_by_id on execution (pipeline_id, id);
create index execution_unfinished on execution (pipeline_id, created_at, seq) where status in ('Executing', 'Stopping');

create table execution_event (
    execution_seq bigint not null references execution (seq) on delete cascade,
    position bigint not null,
    body text not null,
    primary key (execution_seq, position)
);

create table step_report (
    execution_seq bigint not null references execution (seq) on delete cascade,
    step text not null $Ordinal$,
    position bigint not null,
    type text not null,
    status text not null,
    started_at bigint not null,
    ended_at bigint,
    retries bigint not null,
    failure_reason text,
    metadata text,
    job_name text,
    isolation text,
    result text,
    identity text,
    length bigint not null,
    primary key (execution_seq, step)
);

create table job (
    region text not null,
    account text not null,
    kind text not null,
    name text not null $Ordinal$,
    status text not null,
    created_at bigint not null,
    modified_at bigint not null,
    document text not null,
    primary key (region, account, kind, name)
);

create table model (
    region text not null,
    account text not null,
    name text not null $Ordinal$,
    document text not null,
    created_at bigint not null,
    made_by text not null unique,
    primary key (region, account, name)
);

create table model_package_group (
    id $Identity$,
    region text not null,
    account text not null,
    name text not null $Ordinal$,
    name_key text not null $Ordinal$,
    created_at bigint not null,
    unique (region, account, name_key)
);

create table model_package (
    id $Identity$,
    group_id bigint not null references model_package_group (id),
    version bigint not null,
    region text not null,
    account text not null,
    approval_status text not null,
    document text not null,
    created_at bigint not null,
    modified_at bigint not null,
    made_by text not null unique,
    unique (group_id, version)
);

create index model_package_by_time on model_package (region, account, created_at, id);
create index model_package_of_group_by_time on model_package (group_id, created_at, id);

create table request_token (
    operation text not null,
    token text not null,
    digest text not null,
    answer text not null,
    created_at bigint not null,
    primary key (operation, token)
);

create index request_token_by_time on request_token (created_at);

create table tag (
    resource_arn text not null,
    key text not null,
    value text not null,
    primary key (resource_arn, key)
);

create table bucket (
    name text not null $Ordinal$ primary key,
    region text not null,
    created_at bigint not null
);

create table object (
    bucket text not null $Ordinal$ references bucket (name),
    key text not null $Ordinal$,
    blob text not null,
    size bigint not null,
    etag text not null,
    content_type text,
    metadata text not null,
    modified_at bigint not null,
    primary key (bucket, key)
);
