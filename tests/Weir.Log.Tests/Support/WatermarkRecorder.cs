namespace Weir.Log.Tests.Support;

/// <summary>Remembers the high watermarks it is told of.</summary>
internal sealed class WatermarkRecorder : IHighWatermarkListener
{
    private readonly List<long> _marks = [];

    public void OnHighWatermarkAdvanced(PartitionLog log)
    {
        lock (_marks)
        {
            _marks.Add(log.HighWatermark);
            Monitor.PulseAll(_marks);
        }
    }

    public void OnLogStartAdvanced(PartitionLog log)
    {
    }

    public void OnClosed(PartitionLog log)
    {
    }

    /// <summary>The first marks, once there are that many.</summary>
    public IReadOnlyList<long> WaitFor(int count)
    {
        lock (_marks)
        {
            while (_marks.Count < count)
            {
                Assert.True(Monitor.Wait(_marks, TimeSpan.FromSeconds(30)), $"only {_marks.Count} of {count} high watermarks came");
            }

            return _marks[..count];
        }
    }
}
