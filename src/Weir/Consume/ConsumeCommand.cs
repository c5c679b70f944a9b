using System.CommandLine;
using System.Text;
using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Consume;

/// <summary><c>weir consume TOPIC</c>: writes records to standard output as they come.</summary>
internal static class ConsumeCommand
{
    private static readonly string[] Formats = Array.ConvertAll(Enum.GetNames<BytesFormat>(), name => name.ToLowerInvariant());

    public static Command Build(Terminal terminal)
    {
        var cluster = new ClusterOptions();
        var topic = new Argument<string>("topic") { Description = "Topic to consume" };
        var from = new Option<string?>("--from") { Description = $"Where to begin: {StartPosition.Forms}; the end, or the group's place, when left out", HelpName = "POSITION" };
        var group = new Option<string?>("--group") { Description = "Consume as a member of a group, which keeps the place", HelpName = "G" };
        var shareGroup = new Option<string?>("--share-group") { Description = "Take records one by one as a member of a share group, each locked for one member until it is written", HelpName = "G" };
        var partition = new Option<int?>("--partition") { Description = "Read one partition only", HelpName = "P" };
        var max = new Option<int?>("--max") { Description = "Stop after this many records", HelpName = "N" };
        var untilEnd = new Option<bool>("--until-end") { Description = "Stop at the end of what is there now" };
        var json = JsonOutput.Option();
        var separator = new Option<string?>("--key-separator") { Description = "Write keys too, with this text between key and value", HelpName = "SEP" };
        var keyFormat = Format("--key-format", "How keys are shown");
        var valueFormat = Format("--value-format", "How values are shown");
        max.Validators.Add(result => Require.AtLeast(result, max, 1));
        partition.Validators.Add(result => Require.AtLeast(result, partition, 0));
        var command = new Command("consume", "Write records to standard output as they come")
        {
            topic, from, group, shareGroup, partition, max, untilEnd, json, separator, keyFormat, valueFormat,
        };
        cluster.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var settings = new ConsumeSettings(
                parsed.GetValue(topic)!, parsed.GetValue(partition), parsed.GetValue(group), Position(parsed.GetValue(from)),
                parsed.GetValue(max) ?? long.MaxValue, parsed.GetValue(untilEnd))
            {
                ShareGroup = parsed.GetValue(shareGroup),
            };
            RefuseContradictions(settings);
            var key = Enum.Parse<BytesFormat>(parsed.GetValue(keyFormat)!, ignoreCase: true);
            var value = Enum.Parse<BytesFormat>(parsed.GetValue(valueFormat)!, ignoreCase: true);
            return RunAsync(settings, cluster.Read(parsed), parsed.GetValue(json), Bytes(parsed.GetValue(separator)), (key, value), terminal);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ConsumeSettings settings, ClientProperties properties, bool json, byte[]? separator, (BytesFormat Key, BytesFormat Value) formats, Terminal terminal)
    {
        await using var output = StandardOutput.Open();
        if (json)
        {
            using var lines = new JsonRecordWriter(output, formats.Key, formats.Value);
            return await ReadAsync(settings, properties, lines, terminal);
        }
        var text = new TextRecordWriter(output, separator, formats.Key, formats.Value, !Console.IsOutputRedirected);
        return await ReadAsync(settings, properties, text, terminal);
    }

    private static Task<int> ReadAsync(ConsumeSettings settings, ClientProperties properties, RecordWriter writer, Terminal terminal) => settings.ShareGroup is null
        ? RecordReading.RunAsync(settings, properties, writer, terminal)
        : ShareReading.RunAsync(settings, properties, writer, terminal);

    private static Option<string> Format(string name, string description) =>
        new Option<string>(name) { Description = description, DefaultValueFactory = _ => "text" }.AcceptOnlyFromAmong(Formats);

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);

    private static StartPosition? Position(string? text)
    {
        if (text is null)
        {
            return null;
        }
        return StartPosition.TryParse(text, TimeProvider.System, out var position)
            ? position
            : throw CommandException.BadInput($"--from {text}: must be {StartPosition.Forms}");
    }

    private static void RefuseContradictions(ConsumeSettings settings)
    {
        if (settings.Group is not null && settings.Partition is not null)
        {
            throw CommandException.BadInput("--group shares out partitions itself: leave out --partition, or --group");
        }
        if (settings.Group is not null && settings.UntilEnd)
        {
            throw CommandException.BadInput("--until-end works without --group: a member does not know all partitions");
        }
        if (settings.ShareGroup is null)
        {
            return;
        }
        if (settings.Group is not null)
        {
            throw CommandException.BadInput("--group and --share-group are two kinds of group: leave out one");
        }
        if (settings.From is not null)
        {
            throw CommandException.BadInput("--from: all members of a share group read from one place; set it with `weir share reset`, or the group's share.auto.offset.reset");
        }
        if (settings.Partition is not null)
        {
            throw CommandException.BadInput("--share-group shares out partitions itself: leave out --partition, or --share-group");
        }
        if (settings.UntilEnd)
        {
            throw CommandException.BadInput("--until-end works without --share-group: a member does not see the records of the others");
        }
    }
}
