using Weir.Log.Segments;
using Weir.Log.Storage;
using Weir.Protocol;

namespace Weir.Log.Cleaning;

/// <summary>Compacts the logs of a data directory, the dirtiest first (Kafka documentation, "Log Compaction").</summary>
/// <remarks>
/// Thread model: a timer looks for work; a thread of low priority does it, and ends when there is none. <c>_gate</c> lets one
/// compaction run at a time, whoever asks for it.
/// </remarks>
internal sealed class LogCleaner(LogServices services, LogCleanerOptions initial, Func<IEnumerable<PartitionLog>> logs, ILogCleanerHost host) : IDisposable
{
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<PartitionLog, int> _failures = [];
    private volatile LogCleanerOptions _options = initial;
    private ITimer? _timer;
    private Thread? _thread;
    private int _isRunning;

    /// <summary>Begins to look for work every <c>log.cleaner.backoff.ms</c>.</summary>
    public void Start()
    {
        if (_options.IsEnabled)
        {
            _timer = services.Time.CreateTimer(_ => Wake(), null, Backoff, Backoff);
        }
    }

    public void Update(LogCleanerOptions options)
    {
        TimeSpan before = Backoff;
        _options = options;
        if (Backoff != before)
        {
            _timer?.Change(Backoff, Backoff);
        }
    }

    /// <summary>Compacts, on the calling thread, until no log is worth it.</summary>
    public void CleanAll()
    {
        while (CleanDirtiest())
        {
        }
    }

    /// <summary>Gives up what is under way and waits for it to end.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _stopping.Cancel();
        Volatile.Read(ref _thread)?.Join();
        lock (_gate)
        {
            _stopping.Dispose();
        }
    }

    // A period of 0 would fire once and never again.
    private TimeSpan Backoff => _options.Backoff > TimeSpan.Zero ? _options.Backoff : TimeSpan.FromMilliseconds(1);

    private void Wake()
    {
        if (FindDirtiest() is not null && Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            var thread = new Thread(Run) { Name = $"clean {services.RootPath}", IsBackground = true, Priority = ThreadPriority.BelowNormal };
            Volatile.Write(ref _thread, thread);
            thread.Start();
        }
    }

    private void Run()
    {
        NativeMethods.LowerThreadPriority();
        try
        {
            CleanAll();
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private PartitionLog? FindDirtiest()
    {
        PartitionLog? dirtiest = null;
        double highest = -1;
        long nowMs = services.NowMs;
        foreach (PartitionLog log in logs())
        {
            if (log.FindCleaningCandidate(nowMs) is { } candidate && candidate.IsWorthIt(log.Config) && candidate.DirtyRatio > highest)
            {
                dirtiest = log;
                highest = candidate.DirtyRatio;
            }
        }

        return dirtiest;
    }

    /// <returns>False when there is nothing to do, or the broker stops.</returns>
    private bool CleanDirtiest()
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested || FindDirtiest() is not { } log)
            {
                return false;
            }

            try
            {
                log.Clean(() => Clean(log));
                _failures.Remove(log);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
            catch (ProtocolException e)
            {
                // Trying again finds the same; a restart recovers the log.
                log.CleanableFromMs = long.MaxValue;
                LogMessages.Uncleanable(services.Logger, log.ToString(), e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                RetryLater(log, e);
            }

            return true;
        }
    }

    private void Clean(PartitionLog log)
    {
        long nowMs = services.NowMs;
        if (log.FindCleaningCandidate(nowMs) is not { } candidate || !candidate.IsWorthIt(log.Config))
        {
            return;
        }

        LogCleanerOptions options = _options;
        long started = services.Time.GetTimestamp();
        long before = log.SizeInBytes;
        var throttle = new IoThrottle(options.IoMaxBytesPerSecond, services.Time, _stopping.Token);
        using var compaction = new Compaction(log, candidate, options, throttle, nowMs);
        try
        {
            long end = compaction.Run();
            if (end <= candidate.FirstDirtyOffset)
            {
                log.CleanableFromMs = long.MaxValue;
                LogMessages.DedupeBufferTooSmall(services.Logger, log.ToString(), options.DedupeBufferBytes, candidate.FirstDirtyOffset);
                return;
            }

            log.CleanedOffset = end;
            LogMessages.Compacted(services.Logger, log.ToString(), end, before, log.SizeInBytes, (long)services.Time.GetElapsedTime(started).TotalMilliseconds);
        }
        finally
        {
            host.OnReplaced(log, compaction.Replaced);
        }

        host.OnCleaned(log);
    }

    private void RetryLater(PartitionLog log, Exception error)
    {
        if (log.Failure is not (ErrorCode.None or ErrorCode.KafkaStorageError))
        {
            _failures.Remove(log);
            return;
        }

        int failures = _failures[log] = _failures.GetValueOrDefault(log) + 1;
        TimeSpan pause = Backoff * Math.Pow(2, Math.Min(failures, 16));
        log.CleanableFromMs = services.NowMs + (long)TimeSpan.FromTicks(Math.Min(pause.Ticks, LongestRetry.Ticks)).TotalMilliseconds;
        LogMessages.CleaningFailed(services.Logger, log.ToString(), error);
    }
}
