using System.CommandLine;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Transactions;

/// <summary><c>weir txn fence ID...</c>.</summary>
internal static class TransactionFenceCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var ids = new Argument<string[]>("id") { Description = "Transactional ids whose producers to shut out", Arity = ArgumentArity.OneOrMore };
        var command = new Command("fence", "Shut out whoever uses a transactional id now, and abort its open transaction") { ids };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            foreach (var id in parsed.GetValue(ids)!)
            {
                await admin.FenceProducerAsync(id, cancellation);
                terminal.Out.WriteLine($"Fenced {id}.");
            }
            return ExitCode.Ok;
        });
        return command;
    }
}
