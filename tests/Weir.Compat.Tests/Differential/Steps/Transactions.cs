using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>What steps of transactions share.</summary>
internal static class Transactions
{
    private static readonly string[] Ids = ["x0", "x1", "nobody"];

    /// <summary>Waits until the markers of every transaction that was decided are written: Kafka writes them after its answer.</summary>
    public static async Task SettleAsync(Side side)
    {
        DescribeTransactionsResponse response;
        do
        {
            response = await side.CallAsync<DescribeTransactionsRequest, DescribeTransactionsResponse>(new() { TransactionalIds = [.. Ids.Select(side.Full)] }, 0);
        }
        while (response.TransactionStates.Exists(state => state.TransactionState.StartsWith("Prepare", StringComparison.Ordinal)));
    }

    /// <summary>The producer of a transactional id, with an epoch that may be off.</summary>
    public static (long Id, short Epoch) Producer(Side side, string id, int epochShift)
    {
        var (producer, epoch) = side.Producers.Of(id);
        return (producer, (short)Math.Max(epoch + epochShift, 0));
    }
}
