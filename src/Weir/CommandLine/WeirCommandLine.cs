using System.CommandLine;
using Weir.Bench;
using Weir.Clients;
using Weir.Configs;
using Weir.Consume;
using Weir.Demo;
using Weir.Groups;
using Weir.Output;
using Weir.Produce;
using Weir.Quotas;
using Weir.ShareGroups;
using Weir.Topics;
using Weir.Transactions;
using Weir.Up;

namespace Weir.CommandLine;

/// <summary>The tree of commands.</summary>
internal static class WeirCommandLine
{
    private static readonly CommandEntry[] Commands =
    [
        new("up", UpCommand.Build),
        new("demo", DemoCommand.Build),
        new("topic", TopicCommand.Build),
        new("produce", ProduceCommand.Build),
        new("consume", ConsumeCommand.Build),
        new("group", GroupCommand.Build),
        new("share", ShareCommand.Build),
        new("config", ConfigCommand.Build),
        new("quota", QuotaCommand.Build),
        new("client", ClientCommand.Build),
        new("txn", TransactionCommand.Build),
        new("bench", BenchCommand.Build),
    ];

    /// <summary>Builds the tree; when the first word names a command, only that branch, because start-up time counts.</summary>
    public static RootCommand Build(Terminal terminal, string? first)
    {
        var root = new RootCommand("Weir: a Kafka-compatible streaming platform in one process.");
        var chosen = Array.Find(Commands, command => command.Name == first);
        foreach (var command in chosen is null ? Commands : [chosen])
        {
            root.Subcommands.Add(command.Build(terminal));
        }
        return root;
    }
}
