using System.CommandLine;
using System.Globalization;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Transactions;

/// <summary><c>weir txn producers TOPIC PARTITION</c>: who writes, and where open transactions begin.</summary>
internal static class TransactionProducersCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var json = JsonOutput.Option();
        var command = new Command("producers", "Show the idempotent producers of a partition, and where their open transactions begin") { json };
        var target = new PartitionArguments(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            var producers = await admin.DescribeProducersAsync(target.Read(parsed), cancellation);
            if (parsed.GetValue(json))
            {
                JsonOutput.WriteLine(
                    terminal,
                    [.. producers.Select(found => new ProducerJson(
                        found.ProducerId, found.ProducerEpoch, found.LastSequence, found.LastTimestamp, found.CoordinatorEpoch, found.TransactionStartOffset))],
                    OutputJson.Relaxed.ProducerJsonArray);
                return ExitCode.Ok;
            }
            var table = new OutputTable(
                OutputColumn.Number("PRODUCER"), OutputColumn.Number("EPOCH"), OutputColumn.Number("LAST SEQUENCE"), "LAST WRITE",
                OutputColumn.Number("TRANSACTION FROM"));
            foreach (var found in producers)
            {
                table.Add(
                    Text(found.ProducerId), Text(found.ProducerEpoch), Text(found.LastSequence),
                    found.LastTimestamp.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture), Text(found.TransactionStartOffset));
            }
            table.WriteTo(terminal);
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
