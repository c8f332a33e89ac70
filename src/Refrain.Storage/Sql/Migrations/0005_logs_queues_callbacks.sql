-- Which attempt a named job was: its log is kept by execution, step and attempt, and asked for by the job's name. What ran before is taken from the reports, which
-- know the latest attempt of each step.

create table job_log (
    region text not null,
    account text not null,
    kind text not null,
    name text not null $Ordinal$,
    execution_id text not null $Ordinal$,
    step text not null $Ordinal$,
    attempt bigint not null,
    created_at bigint not null,
    primary key (region, account, kind, name)
);

create index job_log_by_time on job_log (region, account, kind, created_at desc, name);

insert into job_log (region, account, kind, name, execution_id, step, attempt, created_at)
select job.region, job.account, job.kind, job.name, execution.id, step_report.step, coalesce(step_report.job_attempt, step_report.retries + 1), job.created_at
from job
join pipeline on pipeline.region = job.region and pipeline.account = job.account
join execution on execution.pipeline_id = pipeline.id
join step_report on step_report.execution_seq = execution.seq and step_report.job_name = job.name and step_report.type || 'Job' = job.kind
where step_report.cache_hit is null;

-- Queues as SQS's clients know them. A message is visible from visible_at on; receipt names its latest delivery.

create table queue (
    id $Identity$,
    region text not null,
    account text not null,
    name text not null $Ordinal$,
    attributes text not null,
    created_at bigint not null,
    modified_at bigint not null,
    unique (region, account, name)
);

create table queue_message (
    queue_id bigint not null references queue (id) on delete cascade,
    id text not null $Ordinal$,
    body text not null,
    attributes text,
    sent_at bigint not null,
    visible_at bigint not null,
    received bigint not null,
    first_received_at bigint,
    receipt text $Ordinal$,
    primary key (queue_id, id)
);

create index queue_message_by_time on queue_message (queue_id, visible_at, sent_at, id);

-- Tokens that were sent out by Callback steps: who answers names nothing else.

create table callback_token (
    token text not null $Ordinal$ primary key,
    execution_seq bigint not null references execution (seq) on delete cascade,
    execution_arn text not null,
    step text not null
);

create index callback_token_of_execution on callback_token (execution_seq);
