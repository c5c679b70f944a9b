using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>DescribeTransactions of ids that are there and not.</summary>
internal sealed class DescribeTransactions(Dice dice) : RequestStep<DescribeTransactionsRequest, DescribeTransactionsResponse>(dice)
{
    private readonly List<string> _ids = [.. dice.Some(2, dice.TransactionalId).Distinct()];

    protected override DescribeTransactionsRequest Build(Side side) => new() { TransactionalIds = [.. _ids.Select(side.Full)] };
}
