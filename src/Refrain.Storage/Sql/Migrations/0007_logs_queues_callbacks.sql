-- Logs are listed by the time of their jobs.
create index job_by_time_and_name on job (region, account, kind, created_at desc, name);

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
