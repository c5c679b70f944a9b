using System.CommandLine;
using Weir.Bench;
using Weir.Consume;
using Weir.Demo;
using Weir.Groups;
using Weir.Output;
using Weir.Produce;
using Weir.Topics;
using Weir.Up;

namespace Weir.CommandLine;

/// <summary>The tree of commands.</summary>
internal static class WeirCommandLine
{
    private static readonly (string Name, Func<Terminal, Command> Build)[] Commands =
    [
        ("up", UpCommand.Build),
        ("demo", DemoCommand.Build),
        ("topic", TopicCommand.Build),
        ("produce", ProduceCommand.Build),
        ("consume", ConsumeCommand.Build),
        ("group", GroupCommand.Build),
        ("bench", BenchCommand.Build),
    ];

    /// <summary>Builds the tree; when the first word names a command, only that branch, because start-up time counts.</summary>
    public static RootCommand Build(Terminal terminal, string? first)
    {
        var root = new RootCommand("Weir: a Kafka-compatible streaming platform in one process.");
        var chosen = Commands.Where(command => command.Name == first);
        foreach (var (_, build) in chosen.Any() ? chosen : Commands)
        {
            root.Subcommands.Add(build(terminal));
        }
        return root;
    }
}
