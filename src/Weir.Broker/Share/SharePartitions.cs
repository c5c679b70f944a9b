using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Weir.Broker.Groups;
using Weir.Protocol;

namespace Weir.Broker.Share;

/// <summary>All share partitions of the broker, by key.</summary>
/// <remarks>
/// Thread model: any thread may call. The dictionary is concurrent; each share partition has its own lock, and no two are ever held at once. One that has ended
/// is replaced, never revived.
/// </remarks>
internal sealed class SharePartitions : IDisposable
{
    // A share partition that slept while the log took this many records is stored anew, so that the log behind can be cut off.
    private const int RewriteAfterRecords = 5_000;

    private static readonly TimeSpan PruneInterval = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<SharePartitionKey, SharePartitionCell> _cells = new();
    private readonly ISharePartitionSettings _settings;
    private readonly GroupClock _clock;
    private readonly ShareStateLog _log;
    private readonly ILogger _logger;
    private readonly ITimer _pruner;

    public SharePartitions(ISharePartitionSettings settings, TimeProvider time, ShareStateLog log, ILogger logger)
    {
        _settings = settings;
        _clock = new GroupClock(time);
        _log = log;
        _logger = logger;
        _pruner = time.CreateTimer(static self => ((SharePartitions)self!).Prune(), this, PruneInterval, PruneInterval);
    }

    public IEnumerable<SharePartitionKey> Keys => _cells.Select(pair => pair.Key);

    /// <summary>Takes over what the log says, before the first request.</summary>
    public void Restore(IEnumerable<SharePartitionSnapshot> stored)
    {
        foreach (SharePartitionSnapshot snapshot in stored)
        {
            GetOrAdd(snapshot.Key).TryRun(machine => machine.Restore(snapshot));
        }
    }

    public SharePartitionCell GetOrAdd(SharePartitionKey key)
    {
        while (true)
        {
            SharePartitionCell cell = _cells.GetOrAdd(key, static (key, self) => new SharePartitionCell(key, self._settings, self._clock, self._log, self._logger), this);
            if (cell.TryRun(static _ => { }))
            {
                return cell;
            }

            Drop(cell);
        }
    }

    public bool TryGet(SharePartitionKey key, [NotNullWhen(true)] out SharePartitionCell? cell) => _cells.TryGetValue(key, out cell);

    /// <summary>Gives a share partition a start, anew if it had one.</summary>
    public Task<ErrorCode> ResetAsync(SharePartitionKey key, long start, int stateEpoch, int leaderEpoch)
    {
        var reply = new TaskReply<ErrorCode>();
        while (!GetOrAdd(key).TryRun(machine => machine.Reset(start, stateEpoch, leaderEpoch, reply)))
        {
            // It has ended meanwhile, and the next one is made.
        }

        return reply.Task;
    }

    /// <summary>Ends share partitions; those that do not exist are ended already.</summary>
    /// <returns>NONE once that is durable, or what went wrong.</returns>
    public async Task<ErrorCode> DeleteAsync(Func<SharePartitionKey, bool> isMeant)
    {
        var deletions = new List<Task<ErrorCode>>();
        foreach ((SharePartitionKey key, SharePartitionCell cell) in _cells)
        {
            var reply = new TaskReply<ErrorCode>();
            if (isMeant(key) && cell.TryRun(machine => machine.Delete(reply)))
            {
                deletions.Add(DeleteAsync(cell, reply.Task));
            }
        }

        ErrorCode[] errors = await Task.WhenAll(deletions);
        return errors.FirstOrDefault(error => error != ErrorCode.None);
    }

    public void Dispose()
    {
        _pruner.Dispose();
        foreach ((_, SharePartitionCell cell) in _cells)
        {
            cell.Dispose();
        }
    }

    private async Task<ErrorCode> DeleteAsync(SharePartitionCell cell, Task<ErrorCode> ended)
    {
        ErrorCode error = await ended;
        if (error == ErrorCode.None)
        {
            Drop(cell);
        }

        return error;
    }

    private void Drop(SharePartitionCell cell)
    {
        if (_cells.TryRemove(KeyValuePair.Create(cell.Key, cell)))
        {
            cell.Dispose();
        }
    }

    private void Prune()
    {
        foreach ((SharePartitionKey key, SharePartitionCell cell) in _cells)
        {
            if (_log.RecordsSinceSnapshot(key) > RewriteAfterRecords)
            {
                cell.TryRun(static machine => machine.Rewrite());
            }
        }

        _log.Prune();
    }
}
