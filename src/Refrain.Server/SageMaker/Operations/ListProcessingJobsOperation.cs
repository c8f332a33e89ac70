using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class ListProcessingJobsOperation(IJobLists jobs) : IOperation<ListProcessingJobsInput, ListProcessingJobsOutput>
{
    public async Task<ListProcessingJobsOutput> AnswerAsync(ListProcessingJobsInput input, Caller caller, CancellationToken cancellationToken)
    {
        var question = $"{input with { NextToken = null, MaxResults = null }} {caller.Scope}";
        var page = await jobs.ListAsync(input.ToQuery(JobKind.ProcessingJob, caller.Scope, PageToken.Page(question, input)), cancellationToken);
        return new ListProcessingJobsOutput(page.Items.Select(Summary).ToValueList(), PageToken.Write(question, page.Next));
    }

    private static ProcessingJobSummary Summary(JobRecord job)
    {
        var document = job.Document.Parse();
        return new ProcessingJobSummary
        {
            ProcessingJobName = job.Name,
            ProcessingJobArn = job.Arn,
            CreationTime = job.CreatedAt,
            ProcessingEndTime = document.Time("ProcessingEndTime"),
            LastModifiedTime = job.ModifiedAt,
            ProcessingJobStatus = job.Status,
            FailureReason = document.Text("FailureReason"),
            ExitMessage = document.Text("ExitMessage"),
        };
    }
}
