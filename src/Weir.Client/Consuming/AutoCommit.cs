using Weir.Client.Diagnostics;
using Weir.Client.Metadata;

namespace Weir.Client.Consuming;

/// <summary>Commits positions every <c>auto.commit.interval.ms</c>, in the background. Only the consuming flow starts a commit, when it asks for the next record: what it was given before is then processed.</summary>
/// <remarks>Thread model: the timer sets a flag and signals; everything else belongs to the consuming flow.</remarks>
internal sealed class AutoCommit : IAsyncDisposable
{
    private readonly ClusterClient _cluster;
    private readonly Func<CancellationToken, Task> _commit;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stopping = new();
    private volatile bool _isDue;
    private Task _running = Task.CompletedTask;

    public AutoCommit(ClusterClient cluster, TimeSpan interval, Func<CancellationToken, Task> commit, Action signal)
    {
        _cluster = cluster;
        _commit = commit;
        _timer = cluster.Time.CreateTimer(
            _ =>
            {
                _isDue = true;
                signal();
            },
            null,
            interval,
            interval);
    }

    public void StartIfDue()
    {
        if (_isDue && _running.IsCompleted)
        {
            _isDue = false;
            _running = CommitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task CommitAsync()
    {
        try
        {
            await _commit(_stopping.Token).ConfigureAwait(false);
        }
        catch (KafkaException e)
        {
            Log.CommitFailed(_cluster.Logger, e.Message);
        }
        catch (OperationCanceledException)
        {
            // Disposed: the last commit follows.
        }
    }
}
