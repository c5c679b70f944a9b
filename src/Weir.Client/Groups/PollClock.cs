namespace Weir.Client.Groups;

/// <summary>Knows whether the program still asks for records (<c>max.poll.interval.ms</c>).</summary>
/// <remarks>
/// Thread model: the consuming flow marks what it does, without reading a clock per record; the heartbeat loop looks, and is the only
/// one to touch <c>_lastPoll</c>. So a pause is measured to within a heartbeat interval.
/// </remarks>
internal sealed class PollClock(TimeProvider time, TimeSpan maxInterval)
{
    private volatile bool _hasPolled = true;
    private volatile bool _isWaiting;
    private long _lastPoll;

    /// <summary>How long the program may take between two records.</summary>
    public TimeSpan MaxInterval => maxInterval;

    /// <summary>A record has been asked for.</summary>
    public void Mark() => _hasPolled = true;

    /// <summary>The program waits for records: it cannot be late.</summary>
    public void BeginWait() => _isWaiting = true;

    public void EndWait()
    {
        _hasPolled = true;
        _isWaiting = false;
    }

    public bool IsLate()
    {
        if (_hasPolled || _isWaiting)
        {
            _hasPolled = false;
            _lastPoll = time.GetTimestamp();
            return false;
        }

        return time.GetElapsedTime(_lastPoll) > maxInterval;
    }
}
