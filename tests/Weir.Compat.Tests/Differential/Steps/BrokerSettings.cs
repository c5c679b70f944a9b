using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>Settings of the broker: such as may be changed while it runs, such as may not, and wrong values. None changes how other steps are answered.
/// What ConfigParityTests knows to differ is left out.</summary>
internal static class BrokerSettings
{
    private const sbyte Delete = 1;

    public static (string Name, string? Value) Draw(Dice dice) => dice.Pick<(string, string?)>(
        ("log.retention.ms", dice.Pick("86400000", "-1", "x")),
        ("log.cleaner.threads", dice.Pick("2", "0", "3", "x")),
        ("log.cleaner.backoff.ms", dice.Pick("20000", "-1")),
        ("log.cleaner.io.buffer.load.factor", dice.Pick("0.5", "x")),
        ("log.segment.bytes", dice.Pick("2097152", "13")),
        ("log.cleanup.policy", dice.Pick("delete", "compact", "compact,delete", "burn")),
        ("log.message.timestamp.after.max.ms", dice.Pick("7200000", "-1")),
        ("log.flush.interval.messages", dice.Pick("9223372036854775807", "0")),
        ("compression.type", dice.Pick("producer", "bzip")),
        ("message.max.bytes", dice.Pick("2000000", "-1", "x")),
        ("unclean.leader.election.enable", dice.Pick("true", "false", "maybe")),
        ("max.connections.per.ip", dice.Pick("1000", "-1")),
        ("max.connections.per.ip.overrides", dice.Pick("127.0.0.1:500", "nowhere")),
        ("max.connection.creation.rate", dice.Pick("10000", "-1")),
        ("background.threads", dice.Pick("12", "0", "100")),
        ("num.io.threads", dice.Pick("0", "-1", "100")),
        ("transaction.partition.verification.enable", dice.Pick("true", "x")),
        ("group.consumer.session.timeout.ms", dice.Pick("50000", "1")),
        ("group.share.heartbeat.interval.ms", dice.Pick("6000", "1")),
        ("follower.replication.throttled.rate", dice.Pick("1000", "-1")),
        ("leader.replication.throttled.rate", dice.Pick("1000", "x")),
        ("replica.alter.log.dirs.io.max.bytes.per.second", dice.Pick("1000", "0.5", "-1")),
        ("remote.fetch.max.wait.ms", dice.Pick("1000", "0")),
        ("node.id", "3"));

    /// <summary>Unsets what was set, one by one: what may not be set may not be unset either.</summary>
    public static async Task TakeBackAsync(Side side, IEnumerable<(string Broker, string Setting)> changed)
    {
        var all = changed.Distinct().ToList();
        foreach (var (broker, setting) in all)
        {
            await side.CallAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(
                new() { Resources = [new() { ResourceType = Resources.Broker, ResourceName = broker, Configs = [new() { Name = setting, ConfigOperation = Delete }] }] }, 1);
        }

        if (all.Count > 0)
        {
            await side.SettleMetadataAsync();
        }
    }
}
