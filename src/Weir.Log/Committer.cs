namespace Weir.Log;

/// <summary>
/// Group commit for one data directory: a thread that flushes, round after round, every partition that was written to while the round
/// before ran. No timer: the disk itself sets the pace.
/// </summary>
/// <remarks>
/// Thread model: one thread of its own; <see cref="Enqueue"/> from any thread. The queue is bounded by the number of
/// partitions, since each is in it at most once.
/// </remarks>
internal sealed class Committer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Thread _thread;
    private List<ICommitTarget> _queued = [];
    private bool _isStopping;

    public Committer(string name)
    {
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Has the target committed in the next round. The caller sees to it that a target is queued once.</summary>
    public void Enqueue(ICommitTarget target)
    {
        bool wasEmpty;
        lock (_gate)
        {
            wasEmpty = _queued.Count == 0;
            _queued.Add(target);
        }

        if (wasEmpty)
        {
            _wake.Set();
        }
    }

    /// <summary>Commits what is queued and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopping = true;
        }

        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Run()
    {
        List<ICommitTarget> round = [];
        while (true)
        {
            bool isStopping;
            lock (_gate)
            {
                (round, _queued) = (_queued, round);
                isStopping = _isStopping;
            }

            foreach (ICommitTarget target in round)
            {
                target.Commit();
            }

            if (round.Count == 0)
            {
                if (isStopping)
                {
                    return;
                }

                _wake.WaitOne();
            }

            round.Clear();
        }
    }
}
