using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

internal sealed class ListTransformJobsOperation(IJobLists jobs) : IOperation<ListTransformJobsInput, ListTransformJobsOutput>
{
    public async Task<ListTransformJobsOutput> AnswerAsync(ListTransformJobsInput input, Caller caller, CancellationToken cancellationToken)
    {
        var question = $"{input with { NextToken = null, MaxResults = null }} {caller.Scope}";
        var page = await jobs.ListAsync(input.ToQuery(JobKind.TransformJob, caller.Scope, PageToken.Page(question, input)), cancellationToken);
        return new ListTransformJobsOutput(page.Items.Select(Summary).ToValueList(), PageToken.Write(question, page.Next));
    }

    private static TransformJobSummary Summary(JobRecord job)
    {
        var document = job.Document.Parse();
        return new TransformJobSummary
        {
            TransformJobName = job.Name,
            TransformJobArn = job.Arn,
            CreationTime = job.CreatedAt,
            TransformEndTime = document.Time("TransformEndTime"),
            LastModifiedTime = job.ModifiedAt,
            TransformJobStatus = job.Status,
            FailureReason = document.Text("FailureReason"),
        };
    }
}
