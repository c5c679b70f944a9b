using System.CommandLine;
using System.Globalization;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Transactions;

/// <summary><c>weir txn list</c>.</summary>
internal static class TransactionListCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var state = new Option<string[]>("--state") { Description = "Only those in this state, such as Ongoing; may be repeated", HelpName = "STATE" };
        var longer = new Option<string?>("--longer-than") { Description = "Only those open for longer than this: 500ms, 30s, 15m", HelpName = "TIME" };
        var json = JsonOutput.Option();
        var command = new Command("list", "List transactional ids, and the state of their last transaction") { state, longer, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            TimeSpan? minDuration = null;
            if (parsed.GetValue(longer) is { } text)
            {
                minDuration = Duration.TryParse(text, out var duration)
                    ? duration
                    : throw CommandException.BadInput($"--longer-than {text}: must be a time like 500ms, 30s, 15m");
            }
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            var transactions = await admin.ListTransactionsAsync(parsed.GetValue(state), minDuration, cancellation);
            if (parsed.GetValue(json))
            {
                JsonOutput.WriteLine(
                    terminal,
                    [.. transactions.Select(listed => new TransactionSummaryJson(listed.TransactionalId, listed.ProducerId, listed.State))],
                    OutputJson.Relaxed.TransactionSummaryJsonArray);
                return ExitCode.Ok;
            }
            var table = new OutputTable("TRANSACTIONAL ID", OutputColumn.Number("PRODUCER"), "STATE");
            foreach (var listed in transactions)
            {
                table.Add(listed.TransactionalId, listed.ProducerId.ToString(CultureInfo.InvariantCulture), listed.State);
            }
            table.WriteTo(terminal);
            return ExitCode.Ok;
        });
        return command;
    }
}
