namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>Settings of groups of every kind, within the broker's bounds and outside.</summary>
internal static class GroupSettings
{
    public static (string Name, string? Value) Draw(Dice dice) => dice.Pick<(string, string?)>(
        ("consumer.session.timeout.ms", dice.Pick("50000", "5", "45000", "x")),
        ("consumer.heartbeat.interval.ms", dice.Pick("6000", "1", "50000")),
        ("consumer.assignment.interval.ms", dice.Pick("0", "15000", "15001", "-1")),
        ("share.isolation.level", dice.Pick("read_committed", "x", "READ_COMMITTED")),
        ("share.auto.offset.reset", dice.Pick("earliest", "latest", "by_duration:PT1H", "by_duration:x", "none")),
        ("share.delivery.count.limit", dice.Pick("2", "10", "1", "11")),
        ("share.heartbeat.interval.ms", dice.Pick("5000", "15000", "4999", "15001")),
        ("share.partition.max.record.locks", dice.Pick("100", "4000", "99", "4001")),
        ("share.record.lock.duration.ms", dice.Pick("15000", "60000", "14999", "60001")),
        ("share.renew.acknowledge.enable", dice.Pick("true", "false", "maybe")),
        ("share.session.timeout.ms", dice.Pick("45000", "60000", "1", "60001")),
        ("streams.heartbeat.interval.ms", dice.Pick("5000", "15000", "4999", "15001")),
        ("streams.initial.rebalance.delay.ms", dice.Pick("0", "3000", "-1")),
        ("streams.num.standby.replicas", dice.Pick("0", "2", "3", "-1")),
        ("streams.session.timeout.ms", dice.Pick("45000", "60000", "5", "60001")),
        ("streams.assignment.interval.ms", dice.Pick("0", "1000", "15001")),
        ("no.such", "1"));
}
