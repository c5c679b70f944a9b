using System.CommandLine;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Configs;

/// <summary><c>weir config list [KIND]</c>: what can be described.</summary>
internal static class ConfigListCommand
{
    public static Command Build(ClusterOptions cluster, Terminal terminal)
    {
        var kind = ConfigTarget.KindArgument();
        kind.Arity = ArgumentArity.ZeroOrOne;
        var json = JsonOutput.Option();
        var command = new Command("list", "List what has settings") { kind, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var word = parsed.GetValue(kind);
            await using var admin = await cluster.OpenAdminAsync(parsed, terminal);
            var resources = await admin.ListConfigResourcesAsync(word is null ? [] : [ConfigTarget.KindOf(word)], cancellation);
            ConfigResourceJson[] rows = [.. resources.Select(resource => new ConfigResourceJson(ConfigTarget.Word(resource.Type), ConfigTarget.NameOf(resource)))];
            if (parsed.GetValue(json))
            {
                JsonOutput.WriteLine(terminal, rows, OutputJson.Relaxed.ConfigResourceJsonArray);
                return ExitCode.Ok;
            }
            var table = new OutputTable("KIND", "NAME");
            foreach (var row in rows)
            {
                table.Add(row.Kind, row.Name);
            }
            table.WriteTo(terminal);
            return ExitCode.Ok;
        });
        return command;
    }
}
