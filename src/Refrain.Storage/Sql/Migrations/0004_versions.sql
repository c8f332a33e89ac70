-- What a version is called, and the executions of a version in the order of their start: lists show the latest. The attempt of a step's latest job: since
-- executions can be retried it does not follow from the number of retries; null in what was recorded before, where it does.

alter table pipeline_version add column display_name text;
alter table pipeline_version add column description text;
alter table step_report add column job_attempt bigint;

create index execution_by_version on execution (pipeline_id, pipeline_version, created_at, seq);
