using Weir.Client.Diagnostics;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Metadata;

/// <summary>Keeps <see cref="Current"/> fresh: at once when somebody asks, and whenever it gets old.</summary>
/// <remarks>
/// Thread model: any thread may ask. One background loop does the asking of brokers. <c>_topics</c>, <c>_wantsAll</c>, <c>_waiters</c> and
/// the loop's task are guarded by <c>_lock</c>; <c>_current</c> is replaced by the loop only. <see cref="Updated"/> is raised on the loop.
/// </remarks>
internal sealed class MetadataUpdater(ClusterClient cluster, bool allowAutoTopicCreation) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _topics = new(StringComparer.Ordinal);
    private readonly List<TaskCompletionSource> _waiters = [];
    private readonly CancellationTokenSource _disposing = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private ClusterSnapshot _current = ClusterSnapshot.Empty;
    private KafkaException? _failure;
    private bool _wantsAll;
    private Task? _loop;

    /// <summary>Raised after each refresh. Handlers must be quick.</summary>
    public event Action? Updated;

    public ClusterSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Why the last refresh has failed; null when it has not.</summary>
    public KafkaException? Failure => Volatile.Read(ref _failure);

    /// <summary>The topics asked about from now on.</summary>
    /// <param name="topics">Those that somebody uses: whether they have leaders is looked after.</param>
    /// <param name="andAllOthers">The brokers are asked about every topic they have.</param>
    public void SetTopics(IEnumerable<string> topics, bool andAllOthers = false)
    {
        lock (_lock)
        {
            _topics.Clear();
            _topics.UnionWith(topics);
            _wantsAll = andAllOthers;
        }
    }

    /// <summary>Asks about this topic too from now on.</summary>
    public void AddTopic(string topic)
    {
        lock (_lock)
        {
            _topics.Add(topic);
        }
    }

    /// <summary>Asks for a refresh without waiting for it.</summary>
    public void RequestUpdate()
    {
        lock (_lock)
        {
            Want();
        }
    }

    /// <summary>Completes after a refresh that starts after this call.</summary>
    /// <exception cref="KafkaException">No broker could be asked.</exception>
    public Task RefreshAsync(CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, this);
            _waiters.Add(waiter);
            Want();
        }

        return waiter.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The topic, asked for until it is there or <paramref name="timeout"/> is over.</summary>
    /// <exception cref="KafkaException">It is not, or the name is not allowed.</exception>
    public async ValueTask<TopicMetadata> TopicAsync(string topic, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (Current.Topic(topic) is { IsAvailable: true } known)
        {
            return known;
        }

        AddTopic(topic);
        long start = cluster.Time.GetTimestamp();
        for (int attempt = 0; ; attempt++)
        {
            KafkaException? failure = null;
            try
            {
                await RefreshAsync(cancellationToken).ConfigureAwait(false);
                if (Current.Topic(topic) is { IsAvailable: true } found)
                {
                    return found;
                }

                ErrorCode error = Current.Topic(topic)?.Error ?? ErrorCode.UnknownTopicOrPartition;
                failure = Errors.ToException(error == ErrorCode.None ? ErrorCode.LeaderNotAvailable : error, $"Finding topic '{topic}'");
            }
            catch (KafkaException e)
            {
                failure = e;
            }

            TimeSpan pause = cluster.RetryBackoff.Pause(attempt);
            if (!Errors.MayPass(failure.ErrorCode) || cluster.Time.GetElapsedTime(start) + pause > timeout)
            {
                throw failure;
            }

            await Task.Delay(pause, cluster.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task? loop;
        lock (_lock)
        {
            _disposing.Cancel();
            loop = _loop;
        }

        if (loop is not null)
        {
            await loop.ConfigureAwait(false);
        }

        FailWaiters(TakeWaiters(), Closed());
        _wake.Dispose();
        _disposing.Dispose();
    }

    private static KafkaException Closed() => new(ErrorCode.NetworkException, "The client was closed.");

    /// <summary>The lock must be held.</summary>
    private void Want()
    {
        if (_disposing.IsCancellationRequested)
        {
            return;
        }

        _loop ??= Task.Run(LoopAsync);
        if (_wake.CurrentCount == 0)
        {
            _wake.Release();
        }
    }

    private async Task LoopAsync()
    {
        int failures = 0;
        List<TaskCompletionSource> waiters = [];
        try
        {
            while (true)
            {
                await WaitAsync().ConfigureAwait(false);
                waiters = TakeWaiters();
                KafkaException? failure = await TryUpdateAsync().ConfigureAwait(false);
                Volatile.Write(ref _failure, failure);
                if (failure is null)
                {
                    Updated?.Invoke();
                    waiters.ForEach(static waiter => waiter.TrySetResult());
                }
                else
                {
                    Log.MetadataFailed(cluster.Logger, failure.Message);
                    FailWaiters(waiters, failure);
                }

                // A topic or a leader that is missing may turn up at any time.
                bool isComplete = failure is null && IsComplete();
                failures = isComplete ? 0 : failures + 1;
                await PauseAsync(failures).ConfigureAwait(false);
                if (!isComplete)
                {
                    RequestUpdate();
                }
            }
        }
        catch (OperationCanceledException)
        {
            FailWaiters(waiters, Closed());
        }
    }

    private bool IsComplete()
    {
        lock (_lock)
        {
            return _topics.All(name => Current.Topic(name) is { IsAvailable: true } topic && topic.Partitions.All(static p => p.LeaderId >= 0));
        }
    }

    /// <summary>
    /// Refreshes never follow each other at once. After a failure, or while something is missing, the pause grows; somebody who waits for a
    /// topic shortens it.
    /// </summary>
    private async Task PauseAsync(int failures)
    {
        TimeSpan shortest = TimeSpan.FromMilliseconds(Math.Min(10, cluster.Options.RetryBackoff.TotalMilliseconds));
        await Task.Delay(shortest, cluster.Time, _disposing.Token).ConfigureAwait(false);
        if (failures == 0)
        {
            return;
        }

        using var pause = new CancellationTokenSource(cluster.RetryBackoff.Pause(failures - 1), cluster.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, _disposing.Token);
        try
        {
            await _wake.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_disposing.IsCancellationRequested)
        {
            return;
        }

        RequestUpdate();
    }

    private async Task WaitAsync()
    {
        using var old = new CancellationTokenSource(cluster.Options.MetadataMaxAge, cluster.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(old.Token, _disposing.Token);
        try
        {
            await _wake.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_disposing.IsCancellationRequested)
        {
            // Old enough to be asked for again.
        }
    }

    private async Task<KafkaException?> TryUpdateAsync()
    {
        try
        {
            List<string>? topics;
            lock (_lock)
            {
                topics = _wantsAll ? null : [.. _topics];
            }

            BrokerConnection connection = await cluster.ConnectAnyAsync(_disposing.Token).ConfigureAwait(false);
            MetadataResponse response = await connection
                .RequestAsync<MetadataRequest, MetadataResponse>(RequestFor(topics, connection.Versions), _disposing.Token)
                .ConfigureAwait(false);
            if (response.ErrorCode == ErrorCode.RebootstrapRequired)
            {
                return await LeaveClusterAsync(connection).ConfigureAwait(false);
            }

            if (response.ErrorCode != ErrorCode.None)
            {
                return Errors.ToException(response.ErrorCode, "Asking for metadata");
            }

            Volatile.Write(ref _current, Current.Merge(response, topics));
            return response.Brokers.Count > 0 ? null : new KafkaException(ErrorCode.BrokerNotAvailable, "The cluster names no brokers yet.");
        }
        catch (KafkaException e)
        {
            return e;
        }
    }

    /// <summary>The broker is not one of the cluster that was asked for any more: start over at the bootstrap addresses (KIP-1102).</summary>
    private async Task<KafkaException> LeaveClusterAsync(BrokerConnection connection)
    {
        Volatile.Write(ref _current, Current.WithoutBrokers());
        await connection.DisposeAsync().ConfigureAwait(false);
        return new KafkaException(
            ErrorCode.NetworkException, $"The broker at {connection.Address} asks its clients to start over at their bootstrap servers. The client does so.");
    }

    private MetadataRequest RequestFor(List<string>? topics, ApiVersionTable versions) => new()
    {
        // Before version 1 an empty list means all topics; null means all from then on.
        Topics = topics is null && versions.Supports(ApiKey.Metadata, 1)
            ? null
            : [.. (topics ?? []).Select(static name => new MetadataRequest.MetadataRequestTopic { Name = name })],
        AllowAutoTopicCreation = allowAutoTopicCreation || !versions.Supports(ApiKey.Metadata, 4),
    };

    private List<TaskCompletionSource> TakeWaiters()
    {
        lock (_lock)
        {
            List<TaskCompletionSource> waiters = [.. _waiters];
            _waiters.Clear();
            return waiters;
        }
    }

    private static void FailWaiters(List<TaskCompletionSource> waiters, KafkaException failure) =>
        waiters.ForEach(waiter => waiter.TrySetException(failure));
}
