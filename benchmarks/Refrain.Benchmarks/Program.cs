using Refrain.Benchmarks;

// ./build first; then: dotnet run -c Release --project benchmarks/Refrain.Benchmarks -- [steps|selective|many|planning|objects]
var what = args.FirstOrDefault() ?? "all";
if (what is "all" or "steps")
{
    await StepCost.RunAsync(steps: 100, rounds: 7);
    await StepCost.RunAsync(steps: 1_000, rounds: 5);
}

if (what is "all" or "selective")
{
    await SelectiveStart.RunAsync(steps: 100, runs: 100);
    await SelectiveStart.RunAsync(steps: 1_000, runs: 100);
}

if (what is "all" or "many")
{
    await ManyExecutions.RunAsync(executions: 1_000, jobs: 4);
}

if (what is "all" or "objects")
{
    await LargeObjects.RunAsync(bytes: 1L << 30, parts: 16);
}

if (what is "all" or "planning")
{
    Planning.Run();
}

if (what is not ("all" or "steps" or "selective" or "many" or "planning" or "objects"))
{
    Console.Error.WriteLine($"'{what}' is no benchmark: steps, selective, many, planning, objects, or nothing for all of them.");
    return 2;
}

return 0;
