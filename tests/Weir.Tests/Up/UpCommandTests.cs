using System.Net;
using System.Net.Sockets;
using Weir.Tests.Support;

namespace Weir.Tests.Up;

public sealed class UpCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Up_says_where_it_listens_and_where_the_data_is()
    {
        var (broker, servers) = await WeirProcess.UpAsync(_directory["data"], "--durability", "os", "--auto-create", "false");
        await using var _ = broker;

        var result = (await broker.TerminateAsync()).Succeeded();

        Assert.Contains(_directory["data"], result.Output, StringComparison.Ordinal);
        Assert.Contains($"bootstrap.servers={servers}", result.Output, StringComparison.Ordinal);
        Assert.Contains("durability  os", result.Output, StringComparison.Ordinal);
        Assert.Contains("must be created before use", result.Output, StringComparison.Ordinal);
        Assert.True(result.Lines.Length <= 24, "one screen");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Up_signal_stops_cleanly(bool terminate)
    {
        var (broker, servers) = await WeirProcess.UpAsync(_directory["data"]);
        await using var _ = broker;
        (await WeirProcess.FeedAsync("one\n", "produce", "hello", "-b", servers)).Succeeded();

        var result = terminate ? await broker.TerminateAsync() : await broker.InterruptAsync();

        Assert.Equal("", result.Succeeded().Error);
        Assert.True(File.Exists(Path.Combine(_directory["data"], ".kafka_cleanshutdown")));
    }

    [Fact]
    public async Task Up_port_in_use_is_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var result = await WeirProcess.RunAsync("up", "--data", _directory["data"], "--port", $"{port}");

        Assert.Contains($"127.0.0.1:{port}", result.FailedWith(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_directory_that_cannot_be_made_is_one_line()
    {
        await File.WriteAllTextAsync(_directory["file"], "in the way");

        var result = await WeirProcess.RunAsync("up", "--data", _directory["file/data"], "--port", "0");

        Assert.Contains(_directory["file"], result.FailedWith(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_directory_of_something_else_is_one_line_and_is_left_alone()
    {
        Directory.CreateDirectory(_directory["data"]);
        await File.WriteAllTextAsync(_directory["data/notes.txt"], "mine");

        var result = await WeirProcess.RunAsync("up", "--data", _directory["data"], "--port", "0");

        Assert.Contains("notes.txt", result.FailedWith(1), StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(_directory["data/notes.txt"]));
        Assert.False(File.Exists(_directory["data/meta.properties"]));
    }

    [Fact]
    public async Task Up_second_process_on_a_directory_is_one_line_and_the_first_goes_on()
    {
        var (broker, servers) = await WeirProcess.UpAsync(_directory["data"]);
        await using var _ = broker;

        var second = await WeirProcess.RunAsync("up", "--data", _directory["data"], "--port", "0");

        Assert.Contains(_directory["data"], second.FailedWith(1), StringComparison.Ordinal);
        (await WeirProcess.FeedAsync("one\n", "produce", "hello", "-b", servers)).Succeeded();
    }

    [Fact]
    public async Task Up_unknown_or_wrong_setting_is_one_line()
    {
        var result = await WeirProcess.RunAsync("up", "--data", _directory["data"], "--port", "0", "--config", "num.partitions=many");

        Assert.Contains("num.partitions", result.FailedWith(1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num.partitons=3", "weir: --config num.partitons: no such broker setting; did you mean num.partitions?")]
    [InlineData("favourite.colour=blue", "weir: --config favourite.colour: no such broker setting; see the broker settings of Apache Kafka 4.3")]
    public async Task Up_setting_nobody_knows_is_refused_with_the_nearest_name(string setting, string expected)
    {
        var result = await WeirProcess.RunAsync("up", "--data", _directory["data"], "--port", "0", "--config", setting);

        Assert.Equal(expected, result.FailedWith(2).Trim());
    }
}
