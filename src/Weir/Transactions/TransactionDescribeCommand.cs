using System.CommandLine;
using System.Globalization;
using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Transactions;

/// <summary><c>weir txn describe ID...</c>: state, producer, age and partitions.</summary>
internal static class TransactionDescribeCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var ids = new Argument<string[]>("id") { Description = "Transactional ids to describe", Arity = ArgumentArity.OneOrMore };
        var json = JsonOutput.Option();
        var command = new Command("describe", "Show the last transaction of transactional ids") { ids, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            foreach (var id in parsed.GetValue(ids)!)
            {
                var transaction = ToJson(await admin.DescribeTransactionAsync(id, cancellation));
                if (parsed.GetValue(json))
                {
                    JsonOutput.WriteLine(terminal, transaction, OutputJson.Relaxed.TransactionJson);
                }
                else
                {
                    Write(transaction, terminal);
                }
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static TransactionJson ToJson(TransactionDescription described) => new(
        described.TransactionalId,
        described.CoordinatorId,
        described.State,
        described.ProducerId,
        described.ProducerEpoch,
        (long)described.Timeout.TotalMilliseconds,
        described.StartTime,
        [.. described.Partitions.Select(partition => partition.ToString())]);

    private static void Write(TransactionJson transaction, Terminal terminal)
    {
        var output = terminal.Out;
        output.WriteLine($"Transactional id {transaction.TransactionalId}: {transaction.State}, coordinator {transaction.Coordinator}");
        output.WriteLine($"  producer {transaction.ProducerId}, epoch {transaction.ProducerEpoch}, timeout {Duration.Format(TimeSpan.FromMilliseconds(transaction.TimeoutMs))}");
        if (transaction.StartTime is { } start)
        {
            output.WriteLine($"  began {start.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)}");
        }
        if (transaction.Partitions.Length > 0)
        {
            output.WriteLine($"  partitions {string.Join(' ', transaction.Partitions)}");
        }
    }
}
