using System.CommandLine;
using System.Globalization;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Quotas;

/// <summary><c>weir quota set --client ID key=value...</c>.</summary>
internal static class QuotaSetCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var limits = new Argument<string[]>("limit")
        {
            Description = "producer_byte_rate, consumer_byte_rate (bytes a second), request_percentage, controller_mutation_rate or connection_creation_rate, as key=value",
            Arity = ArgumentArity.OneOrMore,
        };
        var options = new QuotaOptions();
        var command = new Command("set", "Set limits; others of the same client stay") { limits };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var entity = options.Read(parsed);
            var wanted = KeyValues.Parse("limit", parsed.GetValue(limits)).ToDictionary(limit => limit.Key, limit => (double?)Number(limit.Key, limit.Value));
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            await admin.AlterClientQuotasAsync(entity, wanted, cancellationToken: cancellation);
            terminal.Out.WriteLine($"Set {string.Join(", ", wanted.Keys)} for {entity}.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static double Number(string key, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw CommandException.BadInput($"limit {key}={text}: must be a number");
}
