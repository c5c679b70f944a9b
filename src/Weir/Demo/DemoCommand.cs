using System.CommandLine;
using System.CommandLine.Parsing;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Demo;

/// <summary><c>weir demo</c>: taxi rides through a broker of its own, from the producer to a live count.</summary>
internal static class DemoCommand
{
    public static Command Build(Terminal terminal)
    {
        var csv = new Option<string?>("--csv") { Description = "Publish the rides of this file; without it rides are made up", HelpName = "FILE" };
        var rides = new Option<long?>("--rides") { Description = $"Number of rides to publish [default: {DemoSettings.DefaultRides}, or all of the file]", HelpName = "N" };
        var rate = new Option<double?>("--rate")
        {
            Description = $"Rides per second; 0 is as fast as it goes [default: 0, or {DemoSettings.DefaultRate} without --csv and --rides]",
            HelpName = "R",
        };
        var seed = new Option<ulong>("--seed") { Description = "Another seed makes up other rides", HelpName = "N", DefaultValueFactory = _ => 42 };
        var strict = new Option<bool>("--strict") { Description = "Stop at the first bad row" };
        var data = new Option<string?>("--data") { Description = "Keep the broker's data here instead of in a temporary directory", HelpName = "DIR" };
        var quiet = new Option<bool>("--quiet") { Description = "Leave out the line for each ride" };
        var json = new Option<bool>("--json") { Description = "Write the summary as JSON, as the last line" };
        rides.Validators.Add(result => Require.That(result, rides, value => value >= 1, "must be 1 or above"));
        rate.Validators.Add(result => Require.That(result, rate, value => value is >= 0 and <= 1_000_000, "must be from 0 to 1000000"));
        var command = new Command("demo", "Run the taxi rides through a broker: produce, consume, count") { csv, rides, rate, seed, strict, data, quiet, json };
        command.SetAction(async (parsed, _) =>
        {
            var isShow = parsed.GetValue(csv) is null && parsed.GetValue(rides) is null;
            var settings = new DemoSettings(
                parsed.GetValue(csv), parsed.GetValue(rides), parsed.GetValue(rate) ?? (isShow ? DemoSettings.DefaultRate : 0), parsed.GetValue(seed),
                parsed.GetValue(strict), parsed.GetValue(data), parsed.GetValue(quiet));
            using var interrupt = new Interrupt();
            var result = await DemoRun.RunAsync(settings, terminal, interrupt.Token);
            if (parsed.GetValue(json))
            {
                JsonOutput.WriteLine(terminal, result, OutputJson.Relaxed.DemoJson);
            }
            else
            {
                DemoSummary.Write(result, terminal);
            }
            return ExitCode.Ok;
        });
        return command;
    }
}
