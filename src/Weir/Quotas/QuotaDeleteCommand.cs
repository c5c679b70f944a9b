using System.CommandLine;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Quotas;

/// <summary><c>weir quota delete --client ID [KEY...]</c>.</summary>
internal static class QuotaDeleteCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var keys = new Argument<string[]>("limit") { Description = "Limits to delete; all when none is named", Arity = ArgumentArity.ZeroOrMore };
        var options = new QuotaOptions();
        var command = new Command("delete", "Delete limits") { keys };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var entity = options.Read(parsed);
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            var set = (await admin.DescribeClientQuotasAsync(cancellation)).FirstOrDefault(quota => quota.Entity == entity)?.Limits
                ?? throw CommandException.Failed($"{entity} has no limits");
            string[] named = parsed.GetValue(keys) is { Length: > 0 } given ? given : [.. set.Keys];
            if (named.FirstOrDefault(key => !set.ContainsKey(key)) is { } missing)
            {
                throw CommandException.Failed($"{entity} has no limit {missing}; it has {string.Join(", ", set.Keys)}");
            }
            await admin.AlterClientQuotasAsync(entity, named.ToDictionary(key => key, _ => (double?)null), cancellationToken: cancellation);
            terminal.Out.WriteLine($"Deleted {string.Join(", ", named)} of {entity}.");
            return ExitCode.Ok;
        });
        return command;
    }
}
