#!/usr/bin/env bash
# A pipeline and a job by the AWS command line, in a shell that `refrain env` prepared. Asks for refrain's path; REFRAIN_DATA_DIR names the server.
set -euo pipefail
eval "$("$1" env --shell bash)"
aws() { /usr/bin/aws --endpoint-url "$AWS_ENDPOINT_URL" --output text "$@"; } # Debian's is older than the variable
fail() { echo "$*" >&2; exit 1; }
same() { [[ "$1" == "$2" ]] || fail "expected '$1', got '$2'"; }
refused() { # TEXT COMMAND...: what must fail, saying so
    local text="$1" said
    shift
    if said="$("$@" 2>&1)"; then fail "$* should have failed"; fi
    [[ "$said" == *"$text"* ]] || fail "$*: $said"
}
until_not() { # WORDS COMMAND...: the first other answer
    local words="$1" said
    shift
    while said="$("$@")" && [[ " $words " == *" $said "* ]]; do sleep 0.2; done
    echo "$said"
}

name=cli-story role=arn:aws:iam::123456789012:role/Cli
cluster='"ProcessingResources": {"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.large", "VolumeSizeInGB": 1}}, "RoleArn": "'$role'"'
cat >definition.json <<END
{"Version": "2020-12-01", "Parameters": [{"Name": "Seconds", "Type": "String", "DefaultValue": "0"}],
 "Steps": [{"Name": "Say", "Type": "Processing", "Arguments": {$cluster, "Environment": {"SECONDS_TO_SLEEP": {"Get": "Parameters.Seconds"}},
   "AppSpecification": {"ImageUri": "refrain.local/host", "ContainerEntrypoint": ["/bin/sh", "-c", "echo said; sleep \$SECONDS_TO_SLEEP"]}}}]}
END
cat >job.json <<END
{"ProcessingJobName": "cli-job", $cluster, "AppSpecification": {"ImageUri": "refrain.local/host", "ContainerEntrypoint": ["/bin/sh", "-c", "echo one; echo two"]}}
END

same 123456789012 "$(aws sts get-caller-identity --query Account)"
same Cli "$(aws iam get-role --role-name Cli --query Role.RoleName)"
arn="$(aws sagemaker create-pipeline --pipeline-name "$name" --pipeline-definition file://definition.json --role-arn "$role" --query PipelineArn)"
same "arn:aws:sagemaker:$AWS_REGION:123456789012:pipeline/$name" "$arn"
refused "already exists" aws sagemaker create-pipeline --pipeline-name "$name" --pipeline-definition file://definition.json --role-arn "$role"
refused "(ResourceNotFound)" aws sagemaker describe-pipeline --pipeline-name nowhere
same "$name" "$(aws sagemaker list-pipelines --pipeline-name-prefix "$name" --query 'PipelineSummaries[].PipelineName')"
same "$(cat definition.json)" "$(aws sagemaker describe-pipeline --pipeline-name "$name" --query PipelineDefinition)"

execution="$(aws sagemaker start-pipeline-execution --pipeline-name "$name" --pipeline-parameters Name=Seconds,Value=0.1 --query PipelineExecutionArn)"
status=(aws sagemaker describe-pipeline-execution --query PipelineExecutionStatus --pipeline-execution-arn)
same Succeeded "$(until_not Executing "${status[@]}" "$execution")"
same $'Say\tSucceeded' "$(aws sagemaker list-pipeline-execution-steps --pipeline-execution-arn "$execution" --query 'PipelineExecutionSteps[].[StepName,StepStatus]')"
same 0.1 "$(aws sagemaker list-pipeline-parameters-for-execution --pipeline-execution-arn "$execution" --query 'PipelineParameters[0].Value')"
long="$(aws sagemaker start-pipeline-execution --pipeline-name "$name" --pipeline-parameters Name=Seconds,Value=600 --query PipelineExecutionArn)"
aws sagemaker stop-pipeline-execution --pipeline-execution-arn "$long" >/dev/null
same Stopped "$(until_not "Executing Stopping" "${status[@]}" "$long")"

aws sagemaker create-processing-job --cli-input-json file://job.json >/dev/null
same Completed "$(until_not InProgress aws sagemaker describe-processing-job --processing-job-name cli-job --query ProcessingJobStatus)"
aws sagemaker wait processing-job-completed-or-stopped --processing-job-name cli-job
group=/aws/sagemaker/ProcessingJobs
stream="$(aws logs describe-log-streams --log-group-name "$group" --log-stream-name-prefix cli-job/ --query 'logStreams[].logStreamName')"
same $'one\ttwo' "$(aws logs get-log-events --log-group-name "$group" --log-stream-name "$stream" --start-from-head --query 'events[].message')"
same $'one\ntwo' "$(aws logs tail "$group" --log-stream-name-prefix cli-job/ --since 1h --format short | cut -d' ' -f2)"
same $'one\ntwo' "$(aws logs filter-log-events --log-group-name "$group" --log-stream-names "$stream" --query 'events[].[message]')"

queue="$(aws sqs create-queue --queue-name cli-queue --query QueueUrl)"
aws sqs send-message --queue-url "$queue" --message-body hello >/dev/null
same hello "$(aws sqs receive-message --queue-url "$queue" --query 'Messages[].Body')"
aws sagemaker delete-pipeline --pipeline-name "$name" >/dev/null
refused "(ResourceNotFound)" aws sagemaker describe-pipeline --pipeline-name "$name"
refused "does not offer the service" aws dynamodb list-tables
echo "done"
