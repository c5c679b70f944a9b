using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Weir.Log.Cleaning;
using Weir.Log.Directories;
using Weir.Log.Loading;
using Weir.Log.Segments;

namespace Weir.Log;

/// <summary>A data directory in Kafka's layout: the partition logs, the committer that flushes them, and their maintenance.</summary>
/// <remarks>
/// Thread model: any thread. <c>_gate</c> serialises creation and deletion of partitions; lookups take no lock. Owns the committer's
/// thread and the maintenance timers until <see cref="DisposeAsync"/>. Lock order: <c>_gate</c> before the locks of a partition.
/// </remarks>
public sealed partial class LogDirectory : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(string Topic, int Partition), PartitionLog> _logs = new();
    private readonly LogDirectoryOptions _options;
    private readonly MetaProperties _meta;
    private readonly DirectoryLock _lock;
    private readonly LogServices _services;
    private readonly DelayedRemovals _removals;
    private readonly OffsetCheckpoint _recoveryPoints;
    private readonly OffsetCheckpoint _logStartOffsets;
    private readonly OffsetCheckpoint _highWatermarks;
    private readonly OffsetCheckpoint _cleanedOffsets;
    private readonly LogCleaner _cleaner;
    private readonly List<ITimer> _timers = [];
    private bool _isDisposed;

    private LogDirectory(string path, LogDirectoryOptions options, TimeProvider time, ILogger logger, DirectoryLock directoryLock, MetaProperties meta)
    {
        Path = path;
        _options = options;
        _meta = meta;
        _lock = directoryLock;
        _services = new LogServices
        {
            Files = options.Files,
            OpenFiles = new OpenFiles(options.MaxOpenFiles),
            Committer = new Committer($"commit {path}", CanFlushTogether(options) ? TryFlushTogether : null, options.CommitObserver),
            WriteAhead = new WriteAhead(options.WriteAheadFromSize),
            RootEntries = new DirectoryEntries(options.Files),
            RootPath = path,
            Durability = options.Durability,
            Time = time,
            Logger = logger,
        };
        _removals = new DelayedRemovals(time, logger);
        _recoveryPoints = Checkpoint(OffsetCheckpoint.RecoveryPoints);
        _logStartOffsets = Checkpoint(OffsetCheckpoint.LogStartOffsets);
        _highWatermarks = Checkpoint(OffsetCheckpoint.HighWatermarks);
        _cleanedOffsets = Checkpoint(OffsetCheckpoint.CleanedOffsets);
        _cleaner = new LogCleaner(_services, options.Cleaner, () => Logs, this);
    }

    public string Path { get; }

    public string ClusterId => _meta.ClusterId;

    public int NodeId => _meta.NodeId;

    public Guid DirectoryId => _meta.DirectoryId;

    public Durability Durability => _options.Durability;

    /// <summary>Whether the directory was new, or had been closed cleanly: then no log had to be recovered.</summary>
    public bool WasCleanlyClosed { get; private set; }

    /// <summary>All partitions, in no particular order.</summary>
    public ICollection<PartitionLog> Logs => _logs.Values;

    /// <summary>Opens or makes a data directory, and loads, or after a crash recovers, every partition in it.</summary>
    /// <param name="path">The directory; made when it does not exist.</param>
    /// <param name="options">Settings.</param>
    /// <param name="time">Gives append times and drives maintenance.</param>
    /// <param name="loggers">Where to log to.</param>
    /// <exception cref="LogDirectoryException">It cannot be used: in use by another process, foreign, of another version, not writable.</exception>
    public static LogDirectory Open(string path, LogDirectoryOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(loggers);
        long started = time.GetTimestamp();
        string root = System.IO.Path.GetFullPath(path);
        ILogger logger = loggers.CreateLogger<LogDirectory>();
        DirectoryLock? directoryLock = null;
        LogDirectory? directory = null;
        try
        {
            bool isNew = !options.Files.DirectoryExists(root);
            options.Files.CreateDirectory(root);
            MetaProperties.Check(options.Files, root, options);
            directoryLock = DirectoryLock.Acquire(root);
            MetaProperties meta = MetaProperties.ReadOrCreate(options.Files, root, options);
            directory = new LogDirectory(root, options, time, logger, directoryLock, meta);
            directory.Load(isNew);
        }
        catch (Exception e)
        {
            directory?._services.Committer.Dispose();
            directory?._removals.Dispose();
            directoryLock?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new LogDirectoryException($"'{root}' cannot be used as a data directory: {e.Message} Give a directory that this user may write to.", e);
            }

            throw;
        }

        long elapsedMs = (long)time.GetElapsedTime(started).TotalMilliseconds;
        LogMessages.DirectoryOpened(logger, root, directory.Logs.Count, elapsedMs, directory.WasCleanlyClosed ? "clean" : "a crash");
        directory.StartMaintenance();
        return directory;
    }

    /// <returns>Null when there is no such partition.</returns>
    public PartitionLog? Find(string topic, int partition) => _logs.GetValueOrDefault((topic, partition));

    /// <summary>The log of a partition that the broker knows; made when it does not exist. Cheap: directory and files come with the first append.</summary>
    /// <param name="topic">A legal topic name.</param>
    /// <param name="partition">From 0.</param>
    /// <param name="topicId">The topic's id, or <see cref="Guid.Empty"/> for a log without one.</param>
    /// <param name="config">The topic's settings.</param>
    /// <exception cref="LogDirectoryException">The directory on disk belongs to another topic of the same name.</exception>
    /// <exception cref="IOException">The topic's id cannot be written into the directory.</exception>
    public PartitionLog OpenOrCreate(string topic, int partition, Guid topicId, LogConfig config)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_logs.TryGetValue((topic, partition), out PartitionLog? log))
            {
                var loader = new LogLoader(_services, DirectoryOf(PartitionName.Format(topic, partition)), config);
                log = new PartitionLog(topic, partition, loader.Create(topicId), config, _services);
                _logs[(topic, partition)] = log;
            }

            log.Claim(topicId, config);
            return log;
        }
    }

    /// <summary>
    /// Takes a partition out of the directory: renamed when this returns, removed after its <c>file.delete.delay.ms</c>. Waiters get
    /// UnknownTopicOrPartition; leased slices stay readable.
    /// </summary>
    /// <returns>False when there is no such partition.</returns>
    /// <exception cref="IOException">The directory cannot be renamed.</exception>
    public bool Delete(string topic, int partition)
    {
        lock (_gate)
        {
            if (!_logs.TryRemove((topic, partition), out PartitionLog? log))
            {
                return false;
            }

            if (log.MarkDeleted(PartitionName.FormatDeleted(topic, partition)) is { } renamed)
            {
                _services.RootEntries.Mark();
                _removals.Schedule(() => _services.Files.DeleteDirectory(renamed), log.Config.FileDeleteDelayMs);
            }

            return true;
        }
    }

    /// <summary>Clean stop: flushes everything, writes what Kafka writes, and leaves the mark that spares the next start a recovery.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        foreach (ITimer timer in _timers)
        {
            await timer.DisposeAsync().ConfigureAwait(false);
        }

        _cleaner.Dispose();
        CloseLogs();
        _lock.Dispose();
    }

    private void CloseLogs()
    {
        bool isClean = true;
        foreach (PartitionLog log in Logs)
        {
            if (!log.Close())
            {
                isClean = false;
                LogMessages.ClosedUncleanly(_services.Logger, Path, log.ToString());
            }
        }

        _services.Committer.Dispose();
        _removals.Dispose();
        try
        {
            WriteCheckpoints();
            if (isClean)
            {
                _services.Files.FlushEverything(Path);
                CleanShutdownMarker.Put(_services.Files, Path);
                LogMessages.DirectoryClosed(_services.Logger, Path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogMessages.MaintenanceFailed(_services.Logger, "the clean stop", e);
        }
    }

    private void Load(bool isNew)
    {
        bool hasLogs = _options.Files.ListDirectories(Path).Any();
        WasCleanlyClosed = CleanShutdownMarker.Take(_options.Files, Path) || isNew || !hasLogs;
        var recoveryPoints = ReadCheckpoint(_recoveryPoints, OffsetCheckpoint.RecoveryPoints);
        var startOffsets = ReadCheckpoint(_logStartOffsets, OffsetCheckpoint.LogStartOffsets);
        var cleanedOffsets = ReadCheckpoint(_cleanedOffsets, OffsetCheckpoint.CleanedOffsets);
        foreach (string name in _options.Files.ListDirectories(Path).ToList())
        {
            if (PartitionName.IsDeleted(name))
            {
                _options.Files.DeleteDirectory(System.IO.Path.Join(Path, name));
            }
            else if (PartitionName.TryParse(name, out string topic, out int partition))
            {
                var key = (topic, partition);
                var loader = new LogLoader(_services, DirectoryOf(name), LogConfig.Default);
                LoadedLog loaded = loader.Load(WasCleanlyClosed, startOffsets.GetValueOrDefault(key), recoveryPoints.GetValueOrDefault(key));
                _logs[key] = new PartitionLog(topic, partition, loaded, LogConfig.Default, _services) { CleanedOffset = cleanedOffsets.GetValueOrDefault(key, -1) };
            }
        }
    }

    /// <summary>Since Linux 5.8 syncfs reports write errors; before, it hid them.</summary>
    private static bool CanFlushTogether(LogDirectoryOptions options) =>
        options.Durability == Durability.Disk && OperatingSystem.IsLinux() && Environment.OSVersion.Version >= new Version(5, 8);

    private bool TryFlushTogether()
    {
        try
        {
            _services.Files.FlushEverything(Path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogMessages.SharedFlushFailed(_services.Logger, Path, e);
            return false;
        }
    }

    private PartitionDirectory DirectoryOf(string name) => new(_services.Files, System.IO.Path.Join(Path, name));

    private OffsetCheckpoint Checkpoint(string name) => new(_services.Files, System.IO.Path.Join(Path, name));

    private Dictionary<(string Topic, int Partition), long> ReadCheckpoint(OffsetCheckpoint checkpoint, string name)
    {
        Dictionary<(string Topic, int Partition), long> offsets = checkpoint.Read(out string? damage);
        if (damage is not null)
        {
            LogMessages.FileIgnored(_services.Logger, System.IO.Path.Join(Path, name), damage);
        }

        return offsets;
    }
}
