using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>ListTransactions, filtered by state, by duration and by pattern.</summary>
internal sealed class ListTransactions(Dice dice) : RequestStep<ListTransactionsRequest, ListTransactionsResponse>(dice)
{
    private readonly List<string> _states = dice.Chance(50) ? dice.Some(2, () => dice.Pick("Ongoing", "Empty", "CompleteCommit", "CompleteAbort", "Strange")) : [];
    private readonly long _duration = dice.Mostly(-1, 0, 3_600_000);

    protected override ListTransactionsRequest Build(Side side) => new() { StateFilters = _states, DurationFilter = _duration };

    protected override void Keep(Side side, ListTransactionsResponse response) => response.TransactionStates.RemoveAll(t => !side.Names.IsOurs(t.TransactionalId));
}
