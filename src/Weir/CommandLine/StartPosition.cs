using System.Globalization;

namespace Weir.CommandLine;

/// <summary>Where reading begins: an end of the log, an offset, or a time.</summary>
/// <param name="Kind">Which of the four.</param>
/// <param name="Value">The offset, or the time in milliseconds since 1970-01-01T00:00Z.</param>
internal readonly record struct StartPosition(StartPositionKind Kind, long Value)
{
    /// <summary>What <see cref="TryParse"/> understands, for messages.</summary>
    public const string Forms = "beginning, end, an offset (42), or a time (2026-11-22T10:00:00Z, or -15m for 15 minutes ago)";

    /// <summary>Reads one of <see cref="Forms"/>. A time without zone is local time.</summary>
    public static bool TryParse(string text, TimeProvider time, out StartPosition position)
    {
        position = default;
        if (text is "beginning" or "earliest" or "end" or "latest")
        {
            position = new StartPosition(text is "beginning" or "earliest" ? StartPositionKind.Beginning : StartPositionKind.End, 0);
            return true;
        }
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            position = new StartPosition(StartPositionKind.Offset, offset);
            return true;
        }
        if (text.StartsWith('-') && Duration.TryParse(text[1..], out var ago))
        {
            position = new StartPosition(StartPositionKind.Time, (time.GetUtcNow() - ago).ToUnixTimeMilliseconds());
            return true;
        }
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var moment))
        {
            position = new StartPosition(StartPositionKind.Time, moment.ToUnixTimeMilliseconds());
            return true;
        }
        return false;
    }
}
