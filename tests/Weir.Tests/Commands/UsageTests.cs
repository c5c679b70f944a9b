using Weir.CommandLine;
using Weir.Output;

namespace Weir.Tests.Commands;

public sealed class UsageTests
{
    [Theory]
    [InlineData("topc", "weir: 'topc' is not a command of 'weir'; did you mean 'topic'?")]
    [InlineData("streams", "weir: 'streams' is not a command of 'weir'; see 'weir --help'")]
    [InlineData("--verbos", "weir: '--verbos' is not an option of 'weir'; see 'weir --help'")]
    [InlineData("topic craete rides", "weir: 'craete' is not a command of 'weir topic'; did you mean 'create'?")]
    [InlineData("topic create", "weir: NAME is missing; see 'weir topic create --help'")]
    [InlineData("topic create a b", "weir: 'b' is not an argument of 'weir topic create'; see 'weir topic create --help'")]
    [InlineData("topic create a --partition 2", "weir: '--partition' is not an option of 'weir topic create'; did you mean '--partitions'?")]
    [InlineData("topic create a --bootstrap-servers x", "weir: '--bootstrap-servers' is not an option of 'weir topic create'; did you mean '--bootstrap-server'?")]
    [InlineData("topic create a --partitions two", "weir: --partitions two: must be a whole number; see 'weir topic create --help'")]
    [InlineData("topic create a --partitions 0", "weir: --partitions 0: must be 1 or above; see 'weir topic create --help'")]
    [InlineData("topic create a --config x", "weir: --config x: must be key=value")]
    [InlineData("topic create a --config", "weir: Required argument missing for option: '--config'; see 'weir topic create --help'")]
    [InlineData("topic create a --retention soon", "weir: --retention soon: must be a time like 30m, 12h, 1d, 2w, or 'forever'")]
    [InlineData("topic create a --retention 1d --config retention.ms=5", "weir: --retention 1d and --config retention.ms=5 contradict each other: give one")]
    [InlineData("topic alter a", "weir: nothing to alter: give --config, --retention, --delete-config or --partitions")]
    [InlineData("up --port 70000", "weir: --port 70000: must be from 0 to 65535; see 'weir up --help'")]
    [InlineData("up --durability tape", "weir: Argument 'tape' not recognized. Must be one of: 'disk' 'os'; see 'weir up --help'")]
    [InlineData("up --auto-create perhaps", "weir: Argument 'perhaps' not recognized. Must be one of: 'true' 'false'; see 'weir up --help'")]
    [InlineData("produce a --header x", "weir: --header x: must be key=value")]
    [InlineData("produce a --config-file /nowhere/client.properties", "weir: The properties file '/nowhere/client.properties' cannot be read: ")]
    [InlineData("produce a --property linger.ms=soon", "weir: The setting linger.ms = 'soon' cannot be used: ")]
    [InlineData("produce a --file /nowhere/lines", "weir: --file /nowhere/lines: cannot be read (")]
    [InlineData("consume a --from then", "weir: --from then: must be beginning, end, an offset (42), or a time (")]
    [InlineData("consume a --max 0", "weir: --max 0: must be 1 or above; see 'weir consume --help'")]
    [InlineData("consume a --group g --partition 1", "weir: --group shares out partitions itself: leave out --partition, or --group")]
    [InlineData("consume a --share-group g --group h", "weir: --group and --share-group are two kinds of group: leave out one")]
    [InlineData("consume a --share-group g --until-end", "weir: --until-end works without --share-group: a member does not see the records of the others")]
    [InlineData("consume a --group g --until-end", "weir: --until-end works without --group: a member does not know all partitions")]
    [InlineData("group reset g", "weir: Option '--to' is required; see 'weir group reset --help'")]
    [InlineData("group reset g --to then", "weir: --to then: must be beginning, end, an offset (42), or a time (")]
    [InlineData("config alter topic a", "weir: nothing to alter: give --set, --append, --subtract or --delete")]
    [InlineData("config describe broker one", "weir: broker one: must be the number of a broker, or 'default' for all")]
    [InlineData("config describe queue a", "weir: Argument 'queue' not recognized. Must be one of: 'topic' 'broker' 'group' 'client-metrics' 'logger'; see 'weir config describe --help'")]
    [InlineData("quota set producer_byte_rate=1", "weir: whose limits? give --client, --user, both, or --ip")]
    [InlineData("quota set --ip 127.0.0.1 --client a connection_creation_rate=1", "weir: --ip limits connections, --client and --user limit requests: give one or the other")]
    [InlineData("quota set --client a producer_byte_rate", "weir: limit producer_byte_rate: must be key=value")]
    [InlineData("quota set --client a producer_byte_rate=1MB", "weir: limit producer_byte_rate=1MB: must be a number")]
    [InlineData("txn abort a 0", "weir: Option '--from' is required; see 'weir txn abort --help'")]
    [InlineData("txn abort a -1 --from 0", "weir: partition -1: must be 0 or above; see 'weir txn abort --help'")]
    [InlineData("txn list --longer-than long", "weir: --longer-than long: must be a time like 500ms, 30s, 15m")]
    [InlineData("txn producers a first", "weir: partition first: must be a whole number; see 'weir txn producers --help'")]
    [InlineData("demo --rides 0", "weir: --rides 0: must be 1 or above; see 'weir demo --help'")]
    [InlineData("demo --csv /nowhere/rides.csv", "weir: /nowhere/rides.csv: no such file; give --csv the path of a rides file")]
    [InlineData("bench --record-size 4", "weir: --record-size 4: must be from 8 to 100000000; see 'weir bench --help'")]
    public async Task RunAsync_wrong_command_line_is_one_line_and_exit_code_2(string line, string expected)
    {
        var (exitCode, output, error) = await RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.Usage, exitCode);
        Assert.Equal("", output);
        Assert.StartsWith(expected, Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("topic")]
    [InlineData("group")]
    [InlineData("config")]
    [InlineData("quota")]
    [InlineData("txn")]
    public async Task RunAsync_without_subcommand_shows_help_and_exit_code_2(string line)
    {
        var (exitCode, output, error) = await RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.Usage, exitCode);
        Assert.Equal("", output);
        Assert.Contains("Commands:", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "  demo ")]
    [InlineData("up --help", "--durability <disk|os>")]
    [InlineData("topic create --help", "--replication-factor <R>")]
    [InlineData("produce --help", "--key-separator <SEP>")]
    [InlineData("consume --help", "--from <POSITION>")]
    [InlineData("group reset --help", "--dry-run")]
    [InlineData("demo --help", "--csv <FILE>")]
    [InlineData("bench --help", "--records <N>")]
    [InlineData("--version", "0.1.0")]
    public async Task RunAsync_help_and_version_succeed(string line, string expected)
    {
        var (exitCode, output, error) = await RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Equal("", error);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_suggest_directive_completes_for_the_shell()
    {
        var (_, commands, _) = await RunAsync(["[suggest:2]", "to"]);
        var (_, options, _) = await RunAsync(["[suggest:19]", "topic create --part"]);

        Assert.Equal("topic", commands.Trim());
        Assert.Equal("--partitions", options.Trim());
    }

    [Fact]
    public async Task RunAsync_nobody_listens_is_one_line_and_exit_code_1()
    {
        var (exitCode, output, error) = await RunAsync(
            ["topic", "list", "--bootstrap-server", "127.0.0.1:1"]);

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Equal("", output);
        Assert.Equal(
            "weir: no broker at 127.0.0.1:1: nothing listens there. Start one with 'weir up', or name another with --bootstrap-server\n",
            error,
            ignoreLineEndingDifferences: true);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var exitCode = await Entry.RunAsync(args, new Terminal(output, error, Decorated: false, Width: 0));
        return (exitCode, output.ToString(), error.ToString());
    }
}
