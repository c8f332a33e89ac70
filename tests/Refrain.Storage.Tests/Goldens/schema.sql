CREATE TABLE bucket (
    name text not null collate binary primary key,
    region text not null,
    created_at bigint not null
);

CREATE TABLE cache_entry (
    execution_seq bigint not null references execution (seq) on delete cascade,
    step text not null collate binary,
    pipeline_id bigint not null references pipeline (id) on delete cascade,
    type text not null,
    identity text not null,
    digest text not null,
    cache_key text not null,
    ended_at bigint not null,
    primary key (execution_seq, step)
);

CREATE INDEX cache_entry_by_key on cache_entry (pipeline_id, step, type, identity, digest, ended_at, execution_seq);

CREATE INDEX cache_entry_by_time on cache_entry (pipeline_id, step, type, identity, ended_at, execution_seq);

CREATE TABLE callback_token (
    token text not null collate binary primary key,
    execution_seq bigint not null references execution (seq) on delete cascade,
    execution_arn text not null,
    step text not null
);

CREATE INDEX callback_token_of_execution on callback_token (execution_seq);

CREATE TABLE execution (
    seq integer primary key autoincrement,
    id text not null collate binary unique,
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

CREATE INDEX execution_by_id on execution (pipeline_id, id);

CREATE INDEX execution_by_time on execution (pipeline_id, created_at, seq);

CREATE INDEX execution_by_version on execution (pipeline_id, pipeline_version, created_at, seq);

CREATE INDEX execution_unfinished on execution (pipeline_id, created_at, seq) where status in ('Executing', 'Stopping');

CREATE TABLE execution_event (
    execution_seq bigint not null references execution (seq) on delete cascade,
    position bigint not null,
    body text not null,
    primary key (execution_seq, position)
);

CREATE TABLE experiment_entity (
    id integer primary key autoincrement,
    region text not null,
    account text not null,
    kind text not null,
    name text not null collate binary,
    name_key text not null collate binary,
    display_name text,
    experiment_id bigint references experiment_entity (id),
    source_arn text,
    document text not null,
    created_at bigint not null,
    modified_at bigint not null,
    created_by text,
    modified_by text,
    unique (region, account, kind, name_key)
);

CREATE INDEX experiment_entity_by_name on experiment_entity (region, account, kind, name, id);

CREATE INDEX experiment_entity_by_time on experiment_entity (region, account, kind, created_at, id);

CREATE INDEX trial_of_experiment on experiment_entity (experiment_id, created_at, id);

CREATE TABLE "job" (
    id integer primary key autoincrement,
    region text not null,
    account text not null,
    kind text not null,
    name text not null collate binary,
    name_key text not null collate binary,
    status text not null,
    created_at bigint not null,
    modified_at bigint not null,
    document text not null,
    execution_id text,
    step text,
    attempt bigint,
    unique (region, account, kind, name)
);

CREATE INDEX job_by_name on job (region, account, kind, name, id);

CREATE INDEX job_by_time on job (region, account, kind, created_at, id);

CREATE INDEX job_by_time_and_name on job (region, account, kind, created_at desc, name);

CREATE TABLE "model" (
    id integer primary key autoincrement,
    region text not null,
    account text not null,
    name text not null collate binary,
    name_key text not null collate binary,
    document text not null,
    created_at bigint not null,
    made_by text not null unique,
    unique (region, account, name)
);

CREATE INDEX model_by_name on model (region, account, name, id);

CREATE INDEX model_by_time on model (region, account, created_at, id);

CREATE TABLE model_package (
    id integer primary key autoincrement,
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

CREATE INDEX model_package_by_time on model_package (region, account, created_at, id);

CREATE INDEX model_package_of_group_by_time on model_package (group_id, created_at, id);

CREATE TABLE model_package_group (
    id integer primary key autoincrement,
    region text not null,
    account text not null,
    name text not null collate binary,
    name_key text not null collate binary,
    created_at bigint not null, description text, created_by text, last_version bigint,
    unique (region, account, name_key)
);

CREATE INDEX model_package_group_by_name on model_package_group (region, account, name, id);

CREATE INDEX model_package_group_by_time on model_package_group (region, account, created_at, id);

CREATE TABLE object (
    bucket text not null collate binary references bucket (name),
    key text not null collate binary,
    blob text not null,
    size bigint not null,
    etag text not null,
    content_type text,
    metadata text not null,
    modified_at bigint not null, attributes text,
    primary key (bucket, key)
);

CREATE TABLE pipeline (
    id integer primary key autoincrement,
    region text not null,
    account text not null,
    name text not null collate binary,
    name_key text not null collate binary,
    display_name text not null,
    description text,
    role_arn text not null,
    latest_version bigint not null,
    max_parallel_steps bigint,
    created_at bigint not null,
    modified_at bigint not null,
    last_run_at bigint,
    created_by text not null,
    modified_by text not null, is_listed bigint not null default 1,
    unique (region, account, name_key)
);

CREATE INDEX pipeline_by_name on pipeline (region, account, name, id);

CREATE INDEX pipeline_by_time on pipeline (region, account, created_at, id);

CREATE TABLE pipeline_version (
    pipeline_id bigint not null references pipeline (id) on delete cascade,
    version bigint not null,
    definition text not null,
    created_at bigint not null, display_name text, description text,
    primary key (pipeline_id, version)
);

CREATE TABLE queue (
    id integer primary key autoincrement,
    region text not null,
    account text not null,
    name text not null collate binary,
    attributes text not null,
    created_at bigint not null,
    modified_at bigint not null,
    unique (region, account, name)
);

CREATE TABLE queue_message (
    queue_id bigint not null references queue (id) on delete cascade,
    id text not null collate binary,
    body text not null,
    attributes text,
    sent_at bigint not null,
    visible_at bigint not null,
    received bigint not null,
    first_received_at bigint,
    receipt text collate binary,
    primary key (queue_id, id)
);

CREATE INDEX queue_message_by_time on queue_message (queue_id, visible_at, sent_at, id);

CREATE TABLE request_token (
    operation text not null,
    token text not null,
    digest text not null,
    answer text not null,
    created_at bigint not null,
    primary key (operation, token)
);

CREATE INDEX request_token_by_time on request_token (created_at);

CREATE TABLE [schema_migration] (
    SchemaVersionID INTEGER CONSTRAINT [PK_schema_migration_Id] PRIMARY KEY AUTOINCREMENT NOT NULL,
    ScriptName TEXT NOT NULL,
    Applied DATETIME NOT NULL
);

CREATE TABLE step_report (
    execution_seq bigint not null references execution (seq) on delete cascade,
    step text not null collate binary,
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
    length bigint not null, cache_key text, cache_hit text, job_attempt bigint,
    primary key (execution_seq, step)
);

CREATE TABLE step_run (
    execution_seq bigint not null references execution (seq) on delete cascade,
    step text not null collate binary,
    pipeline_id bigint not null,
    ending text not null,
    started_at bigint not null,
    ended_at bigint not null,
    primary key (execution_seq, step)
);

CREATE INDEX step_run_by_step on step_run (pipeline_id, step, ending, started_at, execution_seq, ended_at);

CREATE TABLE tag (
    resource_arn text not null,
    key text not null,
    value text not null,
    primary key (resource_arn, key)
);

CREATE TABLE trial_member (
    trial_id bigint not null references experiment_entity (id),
    component_id bigint not null references experiment_entity (id),
    primary key (trial_id, component_id)
);

CREATE INDEX trial_member_by_component on trial_member (component_id);

CREATE TABLE upload (
    id text not null collate binary primary key,
    bucket text not null collate binary references bucket (name),
    key text not null collate binary,
    content_type text,
    metadata text not null,
    attributes text,
    checksum_algorithm text,
    checksum_of_parts bigint not null,
    begun_at bigint not null,
    completed_etag text
);

CREATE INDEX upload_by_key on upload (bucket, key, id);

CREATE TABLE upload_part (
    upload_id text not null collate binary references upload (id) on delete cascade,
    number bigint not null,
    file text not null,
    size bigint not null,
    etag text not null,
    checksum text,
    modified_at bigint not null,
    primary key (upload_id, number)
);
