using System.CommandLine;
using Weir.Cluster;
using Weir.Output;

namespace Weir.Transactions;

/// <summary><c>weir txn</c>: lists and describes transactions, and ends those that hang.</summary>
internal static class TransactionCommand
{
    public static Command Build(Terminal terminal) => ClusterCommand.Build(
        "txn",
        "List and describe transactions and their producers, and end those that hang",
        terminal,
        TransactionListCommand.Build,
        TransactionDescribeCommand.Build,
        TransactionProducersCommand.Build,
        TransactionFenceCommand.Build,
        TransactionAbortCommand.Build);
}
