using System.CommandLine;
using Weir.Client;
using Weir.Cluster;
using Weir.CommandLine;
using Weir.Output;

namespace Weir.Produce;

/// <summary><c>weir produce TOPIC</c>: one record for each line of standard input or of a file.</summary>
internal static class ProduceCommand
{
    public static Command Build(Terminal terminal)
    {
        var cluster = new ClusterOptions();
        var topic = new Argument<string>("topic") { Description = "Topic to produce to" };
        var separator = new Option<string?>("--key-separator") { Description = "Text between key and value in each line; without it records have no key", HelpName = "SEP" };
        var nullMarker = new Option<string?>("--null-marker") { Description = "A key or value that is this text is sent as null", HelpName = "TEXT" };
        var header = new Option<string[]>("--header") { Description = "A header for every record; may be repeated", HelpName = "k=v" };
        var file = new Option<string?>("--file") { Description = "Read lines from a file instead of standard input", HelpName = "FILE" };
        var partition = new Option<int?>("--partition") { Description = "Partition to send to instead of the one the key gives", HelpName = "P" };
        var compression = new Option<string?>("--compression") { Description = "Compression of the batches" }.AcceptOnlyFromAmong("none", "gzip", "snappy", "lz4", "zstd");
        var acks = new Option<string?>("--acks") { Description = "When a record counts as acknowledged" }.AcceptOnlyFromAmong("all", "1", "0");
        var command = new Command("produce", "Send lines of standard input as records") { topic, separator, nullMarker, header, file, partition, compression, acks };
        cluster.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var headers = (parsed.GetValue(header) ?? []).Aggregate(new Headers(), AddHeader);
            var settings = new ProduceSettings(
                parsed.GetValue(topic)!,
                ProduceSettings.Bytes(NotEmpty("--key-separator", parsed.GetValue(separator))),
                ProduceSettings.Bytes(parsed.GetValue(nullMarker)),
                parsed.GetValue(partition),
                headers.Count > 0 ? headers : null);
            var properties = cluster.Read(parsed);
            SetIfGiven(properties, "compression.type", parsed.GetValue(compression));
            SetIfGiven(properties, "acks", parsed.GetValue(acks));
            return RunAsync(settings, properties, parsed.GetValue(file), terminal);
        });
        return command;
    }

    private static async Task<int> RunAsync(ProduceSettings settings, ClientProperties properties, string? file, Terminal terminal)
    {
        using var logging = ClusterOptions.Logging(terminal);
        var options = properties.ToProducerOptions(logging.CreateLogger("weir"));
        using var interrupt = new Interrupt();
        await using var input = Open(file);
        await BootstrapProbe.RequireAsync(options.BootstrapServers, TimeProvider.System);
        await using var lines = new LineSource(input, options.MaxRequestSize);
        await using var producer = new Producer<byte[]?, byte[]?>(options, Serializers.ByteArray, Serializers.ByteArray, logging);
        if (file is null && !Console.IsInputRedirected)
        {
            terminal.Error.WriteLine($"Each line becomes a record of {settings.Topic}; Ctrl-D ends.");
        }
        var sending = new LineProducer(settings, producer);
        await sending.RunAsync(lines, interrupt.Token);
        if (sending.FirstError is { } error)
        {
            throw CommandException.Failed(
                $"{sending.Failed} of {sending.Failed + sending.Acknowledged} records were not acknowledged: {FailureText.OneLine(error.Message)}");
        }
        return ExitCode.Ok;
    }

    private static Stream Open(string? file)
    {
        if (file is null or "-")
        {
            return Console.OpenStandardInput();
        }
        try
        {
            return File.OpenRead(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CommandException.BadInput($"--file {file}: cannot be read ({FailureText.OneLine(error.Message)})", error);
        }
    }

    private static Headers AddHeader(Headers headers, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? headers.Add(text[..equals], text[(equals + 1)..])
            : throw CommandException.BadInput($"--header {text}: must be key=value");
    }

    private static string? NotEmpty(string option, string? text) =>
        text is "" ? throw CommandException.BadInput($"{option} must not be empty") : text;

    private static void SetIfGiven(ClientProperties properties, string key, string? value)
    {
        if (value is not null)
        {
            properties.Set(key, value);
        }
    }
}
