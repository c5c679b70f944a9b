using System.CommandLine;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Transactions;

/// <summary><c>weir txn abort TOPIC PARTITION --from OFFSET</c>: for a transaction whose coordinator has forgotten it.</summary>
internal static class TransactionAbortCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var from = new Option<long>("--from") { Description = "Offset at which the transaction begins, as 'weir txn producers' shows it", HelpName = "OFFSET", Required = true };
        var command = new Command("abort", "Abort a transaction of one partition that its coordinator has forgotten; 'fence' ends others") { from };
        var target = new PartitionArguments(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var partition = target.Read(parsed);
            var start = parsed.GetValue(from);
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            var producers = await admin.DescribeProducersAsync(partition, cancellation);
            var producer = producers.FirstOrDefault(found => found.TransactionStartOffset == start)
                ?? throw CommandException.Failed($"no open transaction of {partition} begins at offset {start}: see 'weir txn producers {partition.Topic} {partition.Partition}'");
            await admin.AbortTransactionAsync(partition, producer, cancellation);
            terminal.Out.WriteLine($"Aborted the transaction of producer {producer.ProducerId} in {partition}.");
            return ExitCode.Ok;
        });
        return command;
    }
}
