using System.Xml;
using Weir.Log;

namespace Weir.Broker.Share;

/// <summary>Where a share group begins to consume a partition (<c>share.auto.offset.reset</c>).</summary>
internal static class ShareStartOffset
{
    private const string ByDuration = "by_duration:";

    /// <param name="log">The partition.</param>
    /// <param name="reset">The setting, which has been checked.</param>
    /// <param name="now">The present.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public static long Find(PartitionLog log, string reset, DateTimeOffset now)
    {
        if (reset == "earliest")
        {
            return log.LogStartOffset;
        }

        if (!reset.StartsWith(ByDuration, StringComparison.Ordinal))
        {
            return log.HighWatermark;
        }

        long since = (now - XmlConvert.ToTimeSpan(reset[ByDuration.Length..])).ToUnixTimeMilliseconds();
        return log.OffsetForTimestamp(Math.Max(0, since))?.Offset ?? log.HighWatermark;
    }
}
