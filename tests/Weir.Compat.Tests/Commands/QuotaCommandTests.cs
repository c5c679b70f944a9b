using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Commands;

/// <summary><c>weir quota</c> on Weir and on Apache Kafka.</summary>
[Collection<CommandTargetsCollection>]
public sealed class QuotaCommandTests(CommandTargets targets)
{
    [CompatTheory]
    [InlineData("Weir")]
    [InlineData("Apache Kafka")]
    public async Task Limits_are_set_listed_and_deleted(string broker)
    {
        var client = targets.Unique("quota-client");
        (await targets.RunAsync(broker, $"quota set --client {client} producer_byte_rate=1048576 request_percentage=12.5")).Succeeded();
        (await targets.RunAsync(broker, $"quota set --client {client} consumer_byte_rate=2097152")).Succeeded();
        Assert.Equal(1, (await targets.RunAsync(broker, $"quota set --client {client} bytes=1")).ExitCode);
        Assert.Equal(["consumer_byte_rate 2097152", "producer_byte_rate 1048576", "request_percentage 12.5"], await LimitsAsync());

        (await targets.RunAsync(broker, $"quota delete --client {client} request_percentage")).Succeeded();
        Assert.Equal(["consumer_byte_rate 2097152", "producer_byte_rate 1048576"], await LimitsAsync());
        Assert.Equal(1, (await targets.RunAsync(broker, $"quota delete --client {client} request_percentage")).ExitCode);
        (await targets.RunAsync(broker, $"quota delete --client {client}")).Succeeded();
        Assert.Empty(await LimitsAsync());
        Assert.Equal(1, (await targets.RunAsync(broker, $"quota delete --client {client}")).ExitCode);

        async Task<List<string>> LimitsAsync() =>
        [
            .. (await targets.RunAsync(broker, "quota list")).Succeeded().Output.Split('\n')
                .Where(line => line.StartsWith($"client-id {client} ", StringComparison.Ordinal))
                .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..])),
        ];
    }
}
