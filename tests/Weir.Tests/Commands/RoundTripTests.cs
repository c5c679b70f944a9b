using System.Diagnostics;
using System.Text.Json;
using Weir.Tests.Support;

namespace Weir.Tests.Commands;

/// <summary>The commands against a broker that <c>weir up</c> runs, each a process of its own.</summary>
public sealed class RoundTripTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private WeirProcess _broker = null!;
    private string _servers = "";

    public async ValueTask InitializeAsync() => (_broker, _servers) = await WeirProcess.UpAsync(_directory["data"]);

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Topic_lives_from_create_to_delete()
    {
        (await RunAsync("topic create rides --partitions 2 --replication-factor 1 --retention 1d --config max.message.bytes=2000000")).Succeeded();
        var list = (await RunAsync("topic list")).Succeeded();
        var again = await RunAsync("topic create rides");
        (await RunAsync("topic create rides --if-not-exists")).Succeeded();
        (await RunAsync("topic alter rides --partitions 3 --retention 2h --delete-config max.message.bytes")).Succeeded();
        var described = (await RunAsync("topic describe rides --json")).Succeeded();
        (await RunAsync("topic delete rides")).Succeeded();
        var gone = await RunAsync("topic describe rides");
        (await RunAsync("topic delete rides --if-exists")).Succeeded();

        Assert.Equal(["TOPIC  PARTITIONS", "rides           2"], list.Lines);
        Assert.Contains("rides", again.FailedWith(1), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(described.Output);
        Assert.Equal(3, json.RootElement.GetProperty("partitions").GetArrayLength());
        Assert.Equal(
            ["retention.ms=7200000"],
            json.RootElement.GetProperty("configs").EnumerateObject().Select(config => $"{config.Name}={config.Value}"));
        Assert.Contains("rides", gone.FailedWith(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("topic create bad/name")]
    [InlineData("topic create many --replication-factor 3")]
    [InlineData("topic create odd --config no.such.setting=1")]
    [InlineData("topic alter nowhere --retention 1d")]
    [InlineData("topic delete nowhere")]
    [InlineData("topic describe nowhere")]
    [InlineData("consume nowhere --from beginning --max 1")]
    [InlineData("group describe nowhere")]
    [InlineData("group delete nowhere")]
    [InlineData("group reset nowhere --to end")]
    public async Task Command_that_cannot_be_done_is_one_line_and_exit_code_1(string command) =>
        (await RunAsync(command)).FailedWith(1);

    [Fact]
    public async Task Produce_lines_are_consumed_as_they_were()
    {
        (await RunAsync("topic create lines --partitions 1")).Succeeded();

        (await RunAsync("produce lines", "plain\nwith spaces  \n\nümlaut ✓\r\nlast without end")).Succeeded();
        var result = (await RunAsync("consume lines --from beginning --max 5")).Succeeded();

        Assert.Equal("plain\nwith spaces  \n\nümlaut ✓\nlast without end\n", result.Output);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("snappy")]
    [InlineData("lz4")]
    [InlineData("zstd")]
    public async Task Produce_keys_headers_and_nulls_are_consumed_as_json(string compression)
    {
        (await RunAsync($"produce keyed --key-separator :: --null-marker NULL --header origin=test --header empty= --compression {compression}", "k1::v1::x\nk2::NULL\nNULL::v3\n")).Succeeded();
        var result = (await RunAsync("consume keyed --from beginning --max 3 --json")).Succeeded();

        var records = result.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([("k1", "v1::x"), ("k2", null), (null, "v3")], records.Select(r => (r.GetProperty("key").GetString(), r.GetProperty("value").GetString())));
        Assert.Equal([0L, 1, 2], records.Select(r => r.GetProperty("offset").GetInt64()));
        Assert.All(records, r => Assert.Equal(0, r.GetProperty("partition").GetInt32()));
        Assert.All(records, r => Assert.InRange(r.GetProperty("timestamp").GetInt64(), 1_700_000_000_000, 4_000_000_000_000));
        Assert.All(records, r => Assert.Equal(
            ["origin=test", "empty="],
            r.GetProperty("headers").EnumerateArray().Select(h => $"{h.GetProperty("key")}={h.GetProperty("value")}")));
    }

    [Fact]
    public async Task Produce_bytes_that_are_no_text_come_through()
    {
        await File.WriteAllBytesAsync(_directory["lines"], [0xff, 0xfe, 0x00, (byte)'\n']);

        (await RunAsync($"produce bytes --file {_directory["lines"]}")).Succeeded();
        var json = (await RunAsync("consume bytes --from beginning --max 1 --json")).Succeeded();
        var hex = (await RunAsync("consume bytes --from beginning --max 1 --value-format hex")).Succeeded();

        using var record = JsonDocument.Parse(json.Output);
        Assert.Equal([0xff, 0xfe, 0x00], record.RootElement.GetProperty("value").GetBytesFromBase64());
        Assert.Equal("base64", record.RootElement.GetProperty("valueEncoding").GetString());
        Assert.Equal("fffe00\n", hex.Output);
    }

    [Fact]
    public async Task Produce_to_a_partition_that_is_not_there_is_one_line()
    {
        (await RunAsync("topic create two --partitions 2")).Succeeded();

        var there = await RunAsync("produce two --partition 1", "x\n");
        var absent = await RunAsync("produce two --partition 5 --property max.block.ms=500 --property delivery.timeout.ms=6000 --property request.timeout.ms=1000", "x\n");

        there.Succeeded();
        absent.FailedWith(1);
    }

    [Fact]
    public async Task Produce_line_without_key_names_the_line()
    {
        var result = await RunAsync("produce keyed --key-separator :", "a:1\nb\nc:3\n");

        Assert.Equal("weir: line 2 has no key separator ':'; the lines before it were sent", result.FailedWith(2));
        Assert.Equal("1\n", (await RunAsync("consume keyed --from beginning --until-end")).Succeeded().Output);
    }

    [Fact]
    public async Task Produce_line_too_long_names_the_line()
    {
        var result = await RunAsync("produce long", "short\n" + new string('x', 2_000_000) + "\n");

        Assert.StartsWith("weir: line 2 is longer than 1048576 bytes (max.request.size)", result.FailedWith(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Produce_many_lines_all_arrive()
    {
        (await RunAsync("topic create many --partitions 3")).Succeeded();

        (await RunAsync("produce many", string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i}\n")))).Succeeded();
        var result = (await RunAsync("consume many --from beginning --until-end")).Succeeded();

        Assert.Equal(Enumerable.Range(0, 50_000), result.Lines.Select(int.Parse).Order());
    }

    [Fact]
    public async Task Consume_begins_where_it_is_told()
    {
        (await RunAsync("produce places", "a\nb\nc\n")).Succeeded();
        var between = DateTimeOffset.UtcNow;
        await WaitForClockAsync(between);
        (await RunAsync("produce places", "d\ne\n")).Succeeded();

        Assert.Equal(["c", "d", "e"], (await RunAsync("consume places --from 2 --until-end")).Succeeded().Lines);
        Assert.Equal(["d", "e"], (await RunAsync($"consume places --from {between.AddMilliseconds(1):O} --until-end")).Succeeded().Lines);
        Assert.Equal(["a", "b", "c", "d", "e"], (await RunAsync("consume places --from -10m --until-end")).Succeeded().Lines);
        Assert.Empty((await RunAsync("consume places --from end --until-end")).Succeeded().Lines);
        Assert.Contains("partition 4", (await RunAsync("consume places --partition 4 --until-end")).FailedWith(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consume_into_a_file_appends_to_what_is_there()
    {
        (await RunAsync("produce filed", "a\nb\n")).Succeeded();
        var weir = Path.Combine(AppContext.BaseDirectory, "weir");
        var consume = $"'{weir}' consume filed --from beginning --until-end -b {_servers}";

        using var shell = Process.Start("/bin/sh", ["-c", $"(echo first; {consume}; {consume}; echo last) > '{_directory["out"]}'"]);
        await shell.WaitForExitAsync().WaitAsync(WeirProcess.Patience);

        Assert.Equal(["first", "a", "b", "a", "b", "last"], await File.ReadAllLinesAsync(_directory["out"]));
    }

    [Fact]
    public async Task Consume_ends_when_its_reader_has_seen_enough()
    {
        (await RunAsync("produce endless", "a\nb\n")).Succeeded();
        var weir = Path.Combine(AppContext.BaseDirectory, "weir");
        await using var feeder = WeirProcess.Start("produce", "endless", "-b", _servers);

        using var shell = Process.Start("/bin/sh", ["-c", $"('{weir}' consume endless --from beginning -b {_servers}; echo $? > '{_directory["code"]}') 2> '{_directory["error"]}' | head -1 > '{_directory["out"]}'"]);
        while (!shell.HasExited)
        {
            await feeder.Input.WriteLineAsync("more");
            await feeder.Input.FlushAsync();
            await Task.WhenAny(shell.WaitForExitAsync(), Task.Delay(20));
        }

        Assert.Equal(["a"], await File.ReadAllLinesAsync(_directory["out"]));
        Assert.Equal("", await File.ReadAllTextAsync(_directory["error"]));
        Assert.Equal("0\n", await File.ReadAllTextAsync(_directory["code"]));
    }

    [Fact]
    public async Task Consume_ctrl_c_ends_well()
    {
        (await RunAsync("produce endless", "one\n")).Succeeded();
        await using var consumer = WeirProcess.Start("consume", "endless", "--from", "beginning", "-b", _servers);
        await UntilAsync(() => consumer.Output == "one\n");

        var result = await consumer.InterruptAsync();

        Assert.Equal("", result.Succeeded().Error);
    }

    [Fact]
    public async Task Consume_end_shows_what_comes_later()
    {
        (await RunAsync("produce later", "before\n")).Succeeded();
        await using var consumer = WeirProcess.Start("consume", "later", "--max", "1", "-b", _servers);
        for (var i = 0; consumer.Output.Length == 0; i++)
        {
            (await RunAsync("produce later", $"after {i}\n")).Succeeded();
        }

        Assert.StartsWith("after ", (await consumer.WaitAsync()).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Group_keeps_its_place_is_described_reset_and_deleted()
    {
        (await RunAsync("produce shared", "a\nb\nc\nd\n")).Succeeded();

        var first = (await RunAsync("consume shared --group team --from beginning --max 3")).Succeeded();
        var list = (await RunAsync("group list")).Succeeded();
        var described = (await RunAsync("group describe team --json")).Succeeded();
        var second = (await RunAsync("consume shared --group team --max 1")).Succeeded();
        var dry = (await RunAsync("group reset team --to beginning --dry-run")).Succeeded();
        var caughtUp = (await RunAsync("group describe team")).Succeeded();
        (await RunAsync("group reset team --topic shared --to 1")).Succeeded();
        var third = (await RunAsync("consume shared --group team --max 1")).Succeeded();
        (await RunAsync("group delete team")).Succeeded();
        var gone = await RunAsync("group describe team");

        Assert.Equal(["a", "b", "c"], first.Lines);
        Assert.Contains(list.Lines, line => line.StartsWith("team ", StringComparison.Ordinal) && line.Contains("Empty", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(described.Output);
        Assert.Equal(1, json.RootElement.GetProperty("lag").GetInt64());
        Assert.Equal(3, json.RootElement.GetProperty("partitions")[0].GetProperty("committed").GetInt64());
        Assert.Equal(["d"], second.Lines);
        Assert.Contains("shared", dry.Output, StringComparison.Ordinal);
        Assert.Contains("lag 0", caughtUp.Output, StringComparison.Ordinal);
        Assert.Equal(["b"], third.Lines);
        gone.FailedWith(1);
    }

    [Fact]
    public async Task Group_with_a_member_shows_it_and_is_not_reset_or_deleted()
    {
        (await RunAsync("produce busy", "a\n")).Succeeded();
        await using var member = WeirProcess.Start("consume", "busy", "--group", "team", "--from", "beginning", "-b", _servers);
        await UntilAsync(() => member.Output == "a\n");

        var described = (await RunAsync("group describe team --json")).Succeeded();
        var reset = await RunAsync("group reset team --topic busy --to beginning");
        var deleted = await RunAsync("group delete team");
        (await member.InterruptAsync()).Succeeded();

        using var json = JsonDocument.Parse(described.Output);
        Assert.Equal(1, json.RootElement.GetProperty("members").GetInt32());
        Assert.Equal("weir-cli", json.RootElement.GetProperty("partitions")[0].GetProperty("member").GetString());
        reset.FailedWith(1);
        deleted.FailedWith(1);
    }

    [Fact]
    public async Task Bench_measures_and_removes_its_topic()
    {
        var result = (await RunAsync("bench --records 2000 --rate 200 --seconds 1 --json")).Succeeded();

        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            ["produce", "consume", "200/s, sent to acknowledged", "200/s, sent to consumed"],
            json.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("run").GetString()));
        Assert.All(json.RootElement.GetProperty("runs").EnumerateArray(), run => Assert.True(run.GetProperty("recordsPerSecond").GetDouble() > 0));
        Assert.Equal(["TOPIC  PARTITIONS"], (await RunAsync("topic list")).Succeeded().Lines);
    }

    [Fact]
    public async Task Config_file_names_the_cluster()
    {
        await File.WriteAllTextAsync(_directory["client.properties"], $"# the tutorial's file\nbootstrap.servers={_servers}\nacks=all\n");

        var result = await WeirProcess.FeedAsync("x\n", "produce", "configured", "--config-file", _directory["client.properties"]);

        Assert.Equal("", result.Succeeded().Error);
        Assert.Equal("x\n", (await RunAsync("consume configured --from beginning --max 1")).Succeeded().Output);
    }

    private static async Task WaitForClockAsync(DateTimeOffset past)
    {
        while (DateTimeOffset.UtcNow < past.AddMilliseconds(2))
        {
            await Task.Yield();
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(WeirProcess.Patience);
        while (!condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private Task<WeirResult> RunAsync(string command, string input = "") =>
        WeirProcess.FeedAsync(input, [.. command.Split(' '), "--bootstrap-server", _servers]);
}
