namespace Abalone.Train;

/// <summary>
/// What the job was asked for, in XGBoost's words. A file that leaves one out gets XGBoost's default; only the number of
/// rounds must be given.
/// </summary>
/// <param name="NumRound">Trees to grow.</param>
/// <param name="MaxDepth">Deepest a tree may grow; 0 sets no limit.</param>
/// <param name="Eta">Share of each new tree that is added to the model, above 0, up to 1.</param>
/// <param name="Gamma">Loss reduction that a split must bring, in the trainer's own unit.</param>
/// <param name="MinChildWeight">Sum of hessians that a child must hold: for squared error, rows.</param>
/// <param name="Subsample">Share of the rows that each tree sees, above 0, up to 1.</param>
/// <param name="Objective">The loss; only squared error is offered.</param>
/// <param name="Seed">Decides which rows each tree sees.</param>
internal sealed record HyperParameters(
    int NumRound,
    int MaxDepth,
    double Eta,
    double Gamma,
    double MinChildWeight,
    double Subsample,
    string Objective,
    int Seed)
{
    /// <summary>
    /// The leaves that a tree of <see cref="MaxDepth"/> can have at most. A leaf holds at least a row, and at least
    /// <see cref="MinChildWeight"/> rows, so a deep tree is allowed no more leaves than the rows can fill: trainers reserve
    /// memory for each.
    /// </summary>
    public int LeavesFor(int rows)
    {
        var filled = (int)Math.Min(rows / Math.Max(1, MinChildWeight), 1 << 16);
        var reachable = MaxDepth is 0 or > 16 ? 1 << 16 : 1 << MaxDepth;
        return Math.Max(2, Math.Min(filled, reachable));
    }
}
