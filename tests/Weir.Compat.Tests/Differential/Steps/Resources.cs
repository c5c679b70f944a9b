namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>Whose settings are asked about and changed. Those of the broker are changed by sequences of one theme only, which take it back: all sequences share it.</summary>
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

    /// <summary>The broker, all brokers, and such as are not there.</summary>
    public static (sbyte Type, string Name) DrawBroker(Dice dice) => (Broker, dice.Mostly(dice.Pick("1", "1", ""), "7", "x"));

    /// <summary>A group of any kind.</summary>
    public static (sbyte Type, string Name) DrawGroup(Dice dice) => (Group, dice.Mostly(dice.Group(), ""));

    /// <summary>The name as the broker knows it: those of brokers are ids.</summary>
    public static string NameOf(Side side, sbyte type, string name) => type == Broker ? name : side.Full(name);

    public static (string Name, string? Value) DrawSetting(Dice dice, sbyte type) => type switch
    {
        ClientMetrics => dice.Pick<(string, string?)>(("interval.ms", dice.Pick("1000", "5", "x")), ("match", dice.Pick("client_id=a.*", "bogus=1", "client_id=[")), ("metrics", dice.Pick("a.,b.", "*", "")), ("no.such", "1")),
        Group => GroupSettings.Draw(dice),
        Broker => BrokerSettings.Draw(dice),
        _ => Settings.Draw(dice),
    };
}
