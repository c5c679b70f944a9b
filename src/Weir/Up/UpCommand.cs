using System.CommandLine;
using Microsoft.Extensions.Logging;
using Weir.Broker;
using Weir.CommandLine;
using Weir.Log;
using Weir.Logging;
using Weir.Output;

namespace Weir.Up;

/// <summary><c>weir up</c>: runs a broker until it is told to stop.</summary>
internal static class UpCommand
{
    public static Command Build(Terminal terminal)
    {
        var data = new Option<string>("--data") { Description = "Directory of all data, created when absent", HelpName = "DIR", DefaultValueFactory = _ => "weir-data" };
        var port = new Option<int>("--port") { Description = "Port to listen on; 0 takes a free one", HelpName = "N", DefaultValueFactory = _ => 9092 };
        var host = new Option<string>("--host") { Description = "Address to listen on; 0.0.0.0 for all", DefaultValueFactory = _ => "127.0.0.1" };
        var advertised = new Option<string?>("--advertised-host") { Description = "Name or address that clients are told to connect to" };
        var durability = new Option<string>("--durability") { Description = "When acks=all is answered: record on disk, or in the page cache", DefaultValueFactory = _ => "disk" }
            .AcceptOnlyFromAmong("disk", "os");
        var autoCreate = new Option<string>("--auto-create") { Description = "Whether a topic appears when it is first used", DefaultValueFactory = _ => "true" }
            .AcceptOnlyFromAmong("true", "false");
        var config = new Option<string[]>("--config") { Description = "A broker setting by Kafka's name, such as num.partitions=3; may be repeated", HelpName = "k=v" };
        var logLevel = new Option<string>("--log-level") { Description = "Least severe messages shown on standard error", DefaultValueFactory = _ => "warning" }
            .AcceptOnlyFromAmong(LogLevels.Names);
        port.Validators.Add(result => Require.Range(result, port, 0, 65535));
        var command = new Command("up", "Run a broker until Ctrl-C or SIGTERM") { data, port, host, advertised, durability, autoCreate, config, logLevel };
        command.SetAction((parsed, _) =>
        {
            var settings = KeyValues.Parse("--config", parsed.GetValue(config));
            RequireKnown(settings.Keys);
            settings.TryAdd("auto.create.topics.enable", parsed.GetValue(autoCreate)!);
            var options = new BrokerOptions
            {
                DataDirectory = Path.GetFullPath(parsed.GetValue(data)!),
                Listen = new BrokerEndpoint(parsed.GetValue(host)!, parsed.GetValue(port)),
                Advertised = parsed.GetValue(advertised) is { } name ? new BrokerEndpoint(name, parsed.GetValue(port)) : null,
                Durability = parsed.GetValue(durability) == "os" ? Durability.Os : Durability.Disk,
                Properties = settings,
            };
            return RunAsync(options, LogLevels.Parse(parsed.GetValue(logLevel)!), terminal);
        });
        return command;
    }

    // Settings by listener are Kafka's (KIP-103) and cannot be listed.
    private static void RequireKnown(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (!BrokerSettings.IsKnown(name) && !name.StartsWith("listener.name.", StringComparison.Ordinal))
            {
                var hint = Suggestion.For(name, BrokerSettings.Names) is { } meant ? $"did you mean {meant}?" : "see the broker settings of Apache Kafka 4.3";
                throw CommandException.BadInput($"--config {name}: no such broker setting; {hint}");
            }
        }
    }

    private static async Task<int> RunAsync(BrokerOptions options, LogLevel logLevel, Terminal terminal)
    {
        // Read by the runtime when the first socket is used: completions run on the thread that saw them, which saves a hop of
        // some 50 us per request. Safe because no broker thread blocks.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        using var interrupt = new Interrupt();
        using var logging = new LineLoggerFactory(terminal.Error, logLevel);
        try
        {
            await using var broker = await BrokerServer.StartAsync(options, logging, TimeProvider.System, interrupt.Token);
            UpScreen.Write(terminal.Out, options, broker);
            await interrupt.WaitAsync();
            terminal.Out.WriteLine("Stopping.");
        }
        catch (BrokerStartException error)
        {
            throw CommandException.Failed(error.Message, error);
        }
        catch (OperationCanceledException) when (interrupt.Token.IsCancellationRequested)
        {
            return ExitCode.Ok;
        }
        terminal.Out.WriteLine("Stopped; everything is on disk.");
        return ExitCode.Ok;
    }
}
