namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>Whose settings are asked about and changed. Those of the broker are only read: all sequences share it.</summary>
internal static class Resources
{
    public const sbyte Topic = 2;
    public const sbyte Broker = 4;
    public const sbyte BrokerLogger = 8;
    public const sbyte ClientMetrics = 16;
    public const sbyte Group = 32;

    /// <summary>What may be changed: all but the broker.</summary>
    public static (sbyte Type, string Name) DrawChangeable(Dice dice)
    {
        var (type, name) = Draw(dice);
        return type == Broker ? (Topic, "t0") : (type, name);
    }

    public static (sbyte Type, string Name) Draw(Dice dice) => dice.Pick(
        (Topic, dice.Topic()), (Topic, "t0"), (Group, dice.Group()), (ClientMetrics, "m0"), (Broker, dice.Mostly(dice.Pick("1", ""), "7", "x")), (BrokerLogger, ""));

    /// <summary>The name as the broker knows it: those of brokers are ids.</summary>
    public static string NameOf(Side side, sbyte type, string name) => type == Broker ? name : side.Full(name);

    public static (string Name, string? Value) DrawSetting(Dice dice, sbyte type) => type switch
    {
        ClientMetrics => dice.Pick<(string, string?)>(("interval.ms", dice.Pick("1000", "5", "x")), ("match", dice.Pick("client_id=a.*", "bogus=1", "client_id=[")), ("metrics", dice.Pick("a.,b.", "*", "")), ("no.such", "1")),
        Group => dice.Pick<(string, string?)>(
            ("consumer.session.timeout.ms", dice.Pick("50000", "5", "x")), ("consumer.heartbeat.interval.ms", dice.Pick("6000", "1", "50000")), ("share.isolation.level", dice.Pick("read_committed", "x")), ("no.such", "1")),
        Broker => dice.Pick<(string, string?)>(("log.retention.ms", dice.Pick("3600000", "x")), ("log.cleaner.threads", dice.Pick("2", "0")), ("node.id", "3"), ("num.io.threads", "0")),
        _ => Settings.Draw(dice),
    };
}
