using Refrain.Core;
using Refrain.Engine.Ports;
using Refrain.Engine.Requests;
using Refrain.Server.SageMaker.Shapes;

namespace Refrain.Server.SageMaker.Operations;

/// <summary>Warm pools and training plans are none here: no job has one.</summary>
internal sealed class ListTrainingJobsOperation(IJobLists jobs) : IOperation<ListTrainingJobsInput, ListTrainingJobsOutput>
{
    public async Task<ListTrainingJobsOutput> AnswerAsync(ListTrainingJobsInput input, Caller caller, CancellationToken cancellationToken)
    {
        if (input.WarmPoolStatusEquals is not null || input.TrainingPlanArnEquals is not null)
        {
            return new ListTrainingJobsOutput([], NextToken: null);
        }

        var question = $"{input with { NextToken = null, MaxResults = null }} {caller.Scope}";
        var page = await jobs.ListAsync(input.ToQuery(JobKind.TrainingJob, caller.Scope, PageToken.Page(question, input)), cancellationToken);
        return new ListTrainingJobsOutput(page.Items.Select(Summary).ToValueList(), PageToken.Write(question, page.Next));
    }

    private static TrainingJobSummary Summary(JobRecord job)
    {
        var document = job.Document.Parse();
        return new TrainingJobSummary
        {
            TrainingJobName = job.Name,
            TrainingJobArn = job.Arn,
            CreationTime = job.CreatedAt,
            TrainingEndTime = document.Time("TrainingEndTime"),
            LastModifiedTime = job.ModifiedAt,
            TrainingJobStatus = job.Status,
            SecondaryStatus = document.Text("SecondaryStatus"),
        };
    }
}
