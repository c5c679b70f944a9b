namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>Settings of topics: such as change what is answered, and wrong ones. None lets the passing of time delete anything.</summary>
internal static class Settings
{
    public static (string Name, string? Value) Draw(Dice dice) => dice.Pick<(string, string?)>(
        ("compression.type", dice.Pick("gzip", "producer", "zstd", "lz4", "snappy", "uncompressed", "bzip")),
        ("message.timestamp.type", dice.Pick("LogAppendTime", "CreateTime", "never")),
        ("max.message.bytes", dice.Pick("100", "1000", "1048588", "-1", "x")),
        ("cleanup.policy", dice.Pick("compact", "delete", "compact,delete", "", "burn")),
        ("message.timestamp.after.max.ms", dice.Pick("1000", "9223372036854775807", "-1")),
        ("message.timestamp.before.max.ms", dice.Pick("1000", "9223372036854775807")),
        ("segment.bytes", dice.Pick("1048576", "10")),
        ("retention.ms", dice.Pick("86400000", "-1", "-2")),
        ("min.insync.replicas", dice.Pick("1", "2", "0")),
        ("unclean.leader.election.enable", dice.Pick("true", "maybe")),
        ("no.such", "1"),
        ("retention.bytes", null));
}
