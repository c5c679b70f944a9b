namespace Weir.Client.Producing;

/// <summary>
/// Tells when everything taken over before a flush is done. Batches carry the generation they were opened in; a flush starts a new
/// generation and waits until none of an older one is left.
/// </summary>
/// <remarks>Thread model: any thread; the lock is innermost.</remarks>
internal sealed class FlushTracker
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, int> _incomplete = [];
    private readonly List<(long Generation, TaskCompletionSource Completion)> _flushes = [];
    private long _generation = 1;

    /// <summary>Batches of this generation or older are to be sent at once.</summary>
    public long FlushedGeneration => Volatile.Read(ref _generation) - 1;

    public bool HasIncomplete
    {
        get
        {
            lock (_lock)
            {
                return _incomplete.Count > 0;
            }
        }
    }

    /// <summary>Counts a new batch and returns its generation.</summary>
    public long Add()
    {
        lock (_lock)
        {
            _incomplete[_generation] = _incomplete.GetValueOrDefault(_generation) + 1;
            return _generation;
        }
    }

    /// <summary>Counts one more batch of a generation that is not complete.</summary>
    public void Add(long generation)
    {
        lock (_lock)
        {
            _incomplete[generation]++;
        }
    }

    public void Complete(long generation)
    {
        lock (_lock)
        {
            int left = _incomplete[generation] - 1;
            if (left > 0)
            {
                _incomplete[generation] = left;
                return;
            }

            _incomplete.Remove(generation);
            long oldest = Oldest();
            _flushes.RemoveAll(flush => flush.Generation < oldest && flush.Completion.TrySetResult());
        }
    }

    /// <summary>Completes when every batch counted so far is complete.</summary>
    public Task FlushAsync()
    {
        lock (_lock)
        {
            if (_incomplete.Count == 0)
            {
                return Task.CompletedTask;
            }

            var completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _flushes.Add((_generation, completion));
            Volatile.Write(ref _generation, _generation + 1);
            return completion.Task;
        }
    }

    private long Oldest()
    {
        foreach (long generation in _incomplete.Keys)
        {
            return generation;
        }

        return long.MaxValue;
    }
}
