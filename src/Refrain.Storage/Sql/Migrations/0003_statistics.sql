-- Runs of steps that have ended, one row per execution and step: what statistics ask, without the documents that make step_report wide. The index holds
-- all they ask for, so that neither table is read. What was recorded before there was this table is counted, too.

create table step_run (
    execution_seq bigint not null references execution (seq) on delete cascade,
    step text not null $Ordinal$,
    pipeline_id bigint not null,
    ending text not null,
    started_at bigint not null,
    ended_at bigint not null,
    primary key (execution_seq, step)
);

insert into step_run (execution_seq, step, pipeline_id, ending, started_at, ended_at)
select execution_seq, step, pipeline_id,
       case metadata when '{"Condition":{"Outcome":"True"}}' then 'True' when '{"Condition":{"Outcome":"False"}}' then 'False' else step_report.status end,
       started_at, ended_at
from step_report join execution on seq = execution_seq
where ended_at is not null and cache_hit is null;

create index step_run_by_step on step_run (pipeline_id, step, ending, started_at, execution_seq, ended_at);
