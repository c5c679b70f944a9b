namespace Weir.Client.Consuming;

/// <summary>How the protocol writes the ends of a partition.</summary>
internal static class ResetPolicy
{
    public const long Latest = -1;
    public const long Earliest = -2;

    public static long TimestampOf(AutoOffsetReset reset) => reset == AutoOffsetReset.Earliest ? Earliest : Latest;
}
