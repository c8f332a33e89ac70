-- Pipelines that nobody made: they hold the executions of jobs that were asked for directly, and are in no list.
alter table pipeline add column is_listed bigint not null default 1;

-- Jobs and models get a number, so that lists have an order in which no two rows are equal, and a key to search names by. A job knows the attempt that made it: it can be
-- stopped, and its log found, by its name. The attempt of what was recorded before there were retries follows from their number.
create table numbered_job (
    id $Identity$,
    region text not null,
    account text not null,
    kind text not null,
    name text not null $Ordinal$,
    name_key text not null $Ordinal$,
    status text not null,
    created_at bigint not null,
    modified_at bigint not null,
    document text not null,
    execution_id text,
    step text,
    attempt bigint,
    unique (region, account, kind, name)
);

insert into numbered_job (region, account, kind, name, name_key, status, created_at, modified_at, document, execution_id, step, attempt)
select job.region, job.account, job.kind, job.name, lower(job.name), job.status, job.created_at, job.modified_at, job.document,
       execution.id, step_report.step, coalesce(step_report.job_attempt, step_report.retries + 1)
from job
left join step_report on step_report.job_name = job.name
left join execution on execution.seq = step_report.execution_seq
order by job.created_at, job.name;

drop table job;
alter table numbered_job rename to job;

create index job_by_time on job (region, account, kind, created_at, id);
create index job_by_name on job (region, account, kind, name, id);

create table numbered_model (
    id $Identity$,
    region text not null,
    account text not null,
    name text not null $Ordinal$,
    name_key text not null $Ordinal$,
    document text not null,
    created_at bigint not null,
    made_by text not null unique,
    unique (region, account, name)
);

insert into numbered_model (region, account, name, name_key, document, created_at, made_by)
select region, account, name, lower(name), document, created_at, made_by from model order by created_at, name;

drop table model;
alter table numbered_model rename to model;

create index model_by_time on model (region, account, created_at, id);
create index model_by_name on model (region, account, name, id);

-- A version number is given once, also when the version is deleted.
alter table model_package_group add column description text;
alter table model_package_group add column created_by text;
alter table model_package_group add column last_version bigint;

create index model_package_group_by_time on model_package_group (region, account, created_at, id);
create index model_package_group_by_name on model_package_group (region, account, name, id);

-- Experiments, trials and trial components: what they have in common in columns, the rest as it was said. A component that stands for a job says no more than its source.
create table experiment_entity (
    id $Identity$,
    region text not null,
    account text not null,
    kind text not null,
    name text not null $Ordinal$,
    name_key text not null $Ordinal$,
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

create index experiment_entity_by_time on experiment_entity (region, account, kind, created_at, id);
create index experiment_entity_by_name on experiment_entity (region, account, kind, name, id);
create index trial_of_experiment on experiment_entity (experiment_id, created_at, id);

create table trial_member (
    trial_id bigint not null references experiment_entity (id),
    component_id bigint not null references experiment_entity (id),
    primary key (trial_id, component_id)
);

create index trial_member_by_component on trial_member (component_id);
