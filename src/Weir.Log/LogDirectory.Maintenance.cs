using Weir.Log.Cleaning;
using Weir.Log.Segments;

namespace Weir.Log;

public sealed partial class LogDirectory : ILogCleanerHost
{
    private static readonly TimeSpan FullDiskCheckInterval = TimeSpan.FromSeconds(5);

    // One job at a time; a job whose turn comes while another runs waits for it.
    private readonly Lock _maintenance = new();

    /// <summary>Makes the log start offsets of all partitions durable.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void CheckpointLogStartOffsets() => _logStartOffsets.Write(() =>
        Logs.Where(log => log.StartsInsideSegment).Select(log => (log.Topic, log.Partition, log.LogStartOffset)));

    /// <summary>Applies retention to every partition that the broker has opened. Runs by itself every "log.retention.check.interval.ms".</summary>
    public void ApplyRetention() => ForEachLog("retention", ApplyRetention);

    /// <summary>Compacts every log that is worth it, on the calling thread. Runs by itself on a thread of its own every "log.cleaner.backoff.ms".</summary>
    public void Compact() => _cleaner.CleanAll();

    /// <summary>Takes effect with the next compaction; <see cref="LogCleanerOptions.IsEnabled"/> stays what it was.</summary>
    public void UpdateCleaner(LogCleanerOptions options) => _cleaner.Update(options);

    void ILogCleanerHost.OnReplaced(PartitionLog log, IReadOnlyList<LogSegment> segments) => Schedule(segments, log);

    void ILogCleanerHost.OnCleaned(PartitionLog log)
    {
        Run("the cleaner's checkpoint", WriteCleanedOffsets);
        Run($"retention of {log}", () => ApplyRetention(log));
    }

    /// <summary>The same for one partition, at once.</summary>
    /// <exception cref="IOException">A file cannot be renamed.</exception>
    public void ApplyRetention(PartitionLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        Schedule(log.IsClaimed ? log.ApplyRetention() : [], log);
    }

    private void Schedule(IReadOnlyList<LogSegment> removed, PartitionLog log)
    {
        if (removed.Count > 0)
        {
            _removals.Schedule(() => RemoveFiles(removed), log.Config.FileDeleteDelayMs);
        }
    }

    private void WriteCleanedOffsets() => _cleanedOffsets.Write(() =>
        Logs.Where(log => log.CleanedOffset >= 0).Select(log => (log.Topic, log.Partition, log.CleanedOffset)));

    /// <summary>Takes partitions back into service that a full disk has stopped, when there is room again. Runs by itself every few seconds.</summary>
    public void ResumeAfterFullDisk() => Run("partitions that met a full disk", () =>
    {
        foreach (PartitionLog log in Logs.Where(log => log.IsDiskFull))
        {
            if (_options.Files.AvailableBytes(Path) < PartitionLog.RoomToGoOn || !log.TryGoOn())
            {
                return;
            }
        }
    });

    private void StartMaintenance()
    {
        AddTimer(FullDiskCheckInterval, ResumeAfterFullDisk);
        _cleaner.Start();
        AddTimer(_options.RetentionCheckInterval, ApplyRetention);
        AddTimer(_options.CheckpointInterval, () => Run("checkpoints", WriteCheckpoints));
        AddTimer(_options.CheckpointInterval, _services.OpenFiles.CloseIdle);
        AddTimer(_options.ProducerIdExpirationCheckInterval, () => ForEachLog("producer expiry", log => log.ExpireProducers(_options.ProducerIdExpiration)));
    }

    private void AddTimer(TimeSpan interval, Action job) => _timers.Add(_services.Time.CreateTimer(
        _ =>
        {
            lock (_maintenance)
            {
                job();
            }
        },
        null,
        interval,
        interval));

    private void WriteCheckpoints()
    {
        _recoveryPoints.Write(() => Logs.Select(log => (log.Topic, log.Partition, log.RecoveryPoint)));
        _highWatermarks.Write(() => Logs.Select(log => (log.Topic, log.Partition, log.HighWatermark)));
        CheckpointLogStartOffsets();
    }

    private void ForEachLog(string subject, Action<PartitionLog> job)
    {
        foreach (PartitionLog log in Logs)
        {
            Run($"{subject} of {log}", () => job(log));
        }
    }

    /// <summary>A job that fails is tried again at its next turn; the others go on.</summary>
    private void Run(string subject, Action job)
    {
        try
        {
            job();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogMessages.MaintenanceFailed(_services.Logger, subject, e);
        }
    }

    private static void RemoveFiles(IReadOnlyList<LogSegment> segments)
    {
        foreach (LogSegment segment in segments)
        {
            segment.RemoveFiles();
        }
    }
}
