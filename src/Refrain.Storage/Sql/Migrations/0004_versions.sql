-- What a version is called, and the executions of a version in the order of their start: lists show the latest.

alter table pipeline_version add column display_name text;
alter table pipeline_version add column description text;

create index execution_by_version on execution (pipeline_id, pipeline_version, created_at, seq);
