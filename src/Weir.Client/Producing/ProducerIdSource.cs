using Weir.Client.Diagnostics;
using Weir.Client.Metadata;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Producing;

/// <summary>Gets the producer's id from a broker, in the background, until it has one or is refused one.</summary>
/// <remarks>Thread model: any thread; fields are guarded by the lock. <paramref name="onReady"/> is called on the thread pool.</remarks>
internal sealed class ProducerIdSource(ClusterClient cluster, Action onReady) : IProducerIdentity, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposing = new();
    private ProducerIdentity _current = ProducerIdentity.None;
    private KafkaException? _refusal;
    private Task? _asking;

    /// <summary>The identity; asks for one when there is none.</summary>
    /// <param name="refusal">Why there will be none.</param>
    public ProducerIdentity Take(out KafkaException? refusal)
    {
        lock (_lock)
        {
            refusal = _refusal;
            if (!_current.IsValid && _refusal is null && !_disposing.IsCancellationRequested)
            {
                _asking ??= Task.Run(AskAsync);
            }

            return _current;
        }
    }

    /// <summary>Asks for another id in place of one whose epochs are used up.</summary>
    public void Replace(ProducerIdentity usedUp)
    {
        lock (_lock)
        {
            if (_current == usedUp)
            {
                _current = ProducerIdentity.None;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task? asking;
        lock (_lock)
        {
            _disposing.Cancel();
            asking = _asking;
        }

        if (asking is not null)
        {
            await asking.ConfigureAwait(false);
        }

        _disposing.Dispose();
    }

    private async Task AskAsync()
    {
        try
        {
            for (int attempt = 0; !await TryAskAsync().ConfigureAwait(false); attempt++)
            {
                await Task.Delay(cluster.RetryBackoff.Pause(attempt), cluster.Time, _disposing.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        finally
        {
            lock (_lock)
            {
                _asking = null;
            }
        }

        onReady();
    }

    /// <returns>False when it is worth trying again.</returns>
    private async Task<bool> TryAskAsync()
    {
        KafkaException failure;
        try
        {
            var request = new InitProducerIdRequest { TransactionalId = null, TransactionTimeoutMs = int.MaxValue };
            InitProducerIdResponse response = await cluster
                .RequestAnyAsync<InitProducerIdRequest, InitProducerIdResponse>(request, _disposing.Token)
                .ConfigureAwait(false);
            if (response.ErrorCode == ErrorCode.None)
            {
                Log.ProducerIdTaken(cluster.Logger, response.ProducerId, response.ProducerEpoch);
                lock (_lock)
                {
                    _current = new ProducerIdentity(response.ProducerId, response.ProducerEpoch);
                }

                return true;
            }

            failure = Errors.ToException(response.ErrorCode, "Asking for a producer id");
        }
        catch (KafkaException e)
        {
            failure = e;
        }

        if (failure.IsRetriable)
        {
            // A broker that has just started hands out no ids for a moment: nothing to worry about.
            Log.ProducerIdAwaited(cluster.Logger, failure.Message);
            return false;
        }

        Log.ProducerIdFailed(cluster.Logger, failure.Message);

        lock (_lock)
        {
            _refusal = failure;
        }

        return true;
    }
}
