using Refrain.Core.Steps.Callback;
using Refrain.Core.Steps.Condition;
using Refrain.Core.Steps.Fail;
using Refrain.Core.Steps.Model;
using Refrain.Core.Steps.Processing;
using Refrain.Core.Steps.RegisterModel;
using Refrain.Core.Steps.Training;
using Refrain.Core.Steps.Transform;
using Refrain.Core.Steps.Unavailable;

namespace Refrain.Core.Steps;

/// <summary>Every step type there is. To add one: a folder beside this file and a line in this list.</summary>
public static class StepTypes
{
    /// <summary>In the order of spec 06.</summary>
    public static ValueList<IStepType> All { get; } =
    [
        new ProcessingStepType(),
        new TrainingStepType(),
        new TransformStepType(),
        new ModelStepType(),
        new RegisterModelStepType(),
        new ConditionStepType(),
        new FailStepType(),
        .. UnavailableStepTypes.Before,
        new CallbackStepType(),
        .. UnavailableStepTypes.After,
    ];

    /// <summary>The type of that name, or null.</summary>
    public static IStepType? Find(string name) => All.FirstOrDefault(type => type.Name == name);
}
