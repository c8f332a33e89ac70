-- Runs that ended well, by what they ran with: what the step cache finds. Executions of before have no keys, so none of them is in it.

alter table step_report add column cache_key text;
alter table step_report add column cache_hit text;

create table cache_entry (
    execution_seq bigint not null references execution (seq) on delete cascade,
    step text not null $Ordinal$,
    pipeline_id bigint not null references pipeline (id) on delete cascade,
    type text not null,
    identity text not null,
    digest text not null,
    cache_key text not null,
    ended_at bigint not null,
    primary key (execution_seq, step)
);

create index cache_entry_by_key on cache_entry (pipeline_id, step, type, identity, digest, ended_at, execution_seq);
create index cache_entry_by_time on cache_entry (pipeline_id, step, type, identity, ended_at, execution_seq);
