using System.CommandLine;
using Weir.Cluster;
using Weir.Output;

namespace Weir.Transactions;

/// <summary><c>weir txn</c>: lists and describes transactions, and ends those that hang.</summary>
internal static class TransactionCommand
{
    public static Command Build(Terminal terminal)
    {
        var cluster = new ClusterOptions();
        var command = new Command("txn", "List and describe transactions and their producers, and end those that hang")
        {
            TransactionListCommand.Build(cluster, terminal),
            TransactionDescribeCommand.Build(cluster, terminal),
            TransactionProducersCommand.Build(cluster, terminal),
            TransactionFenceCommand.Build(cluster, terminal),
            TransactionAbortCommand.Build(cluster, terminal),
        };
        cluster.AddTo(command);
        return command;
    }
}
