using System.Runtime.InteropServices;
using Weir.Client.Groups;
using Weir.Protocol;

namespace Weir.Client.Sharing;

/// <summary>Acknowledgements on their way to one broker, by partition, and what becomes of them.</summary>
/// <remarks>Thread model: one owner after the other: who takes them out of the <see cref="ShareLedger"/>, then whoever handles the broker's answer.</remarks>
internal sealed class OutgoingAcknowledgements(ShareLedger ledger)
{
    private readonly Dictionary<TopicIdPartition, (ShareHolding Holding, AcknowledgedRanges Ranges)> _open = [];
    private readonly Dictionary<TopicPartition, KafkaException?> _results = [];
    private readonly TaskCompletionSource<IReadOnlyDictionary<TopicPartition, KafkaException?>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes, and never fails, when all partitions have their result; null is success.</summary>
    public Task<IReadOnlyDictionary<TopicPartition, KafkaException?>> Completion => _done.Task;

    public IEnumerable<TopicIdPartition> Partitions => _open.Keys;

    public bool HasRenewals { get; private set; }

    public void Add(ShareHolding holding, AcknowledgedRanges ranges)
    {
        _open.Add(holding.Id, (holding, ranges));
        HasRenewals |= ranges.Items.Any(static range => range.IsRenewal);
    }

    public AcknowledgedRanges? Find(TopicIdPartition partition) => _open.TryGetValue(partition, out var item) ? item.Ranges : null;

    /// <summary>The broker has decided about a partition.</summary>
    /// <param name="partition">Which; without acknowledgements for it nothing happens.</param>
    /// <param name="error">NONE when they count.</param>
    /// <param name="message">The broker's words.</param>
    /// <param name="lockedUntil">Where renewed locks run out now.</param>
    public void Complete(TopicIdPartition partition, ErrorCode error, string? message, long lockedUntil)
    {
        if (_open.Remove(partition, out (ShareHolding Holding, AcknowledgedRanges Ranges) item))
        {
            Settle(item, error == ErrorCode.None ? null : Errors.ToException(error, $"Acknowledging records of {item.Holding.TopicPartition}", message), lockedUntil);
        }
    }

    /// <summary>Ends with an error for whatever has no result yet.</summary>
    public void Finish(KafkaException errorOfTheRest)
    {
        foreach ((ShareHolding Holding, AcknowledgedRanges Ranges) item in _open.Values)
        {
            Settle(item, errorOfTheRest, 0);
        }

        _open.Clear();
        _done.TrySetResult(_results);
    }

    private void Settle((ShareHolding Holding, AcknowledgedRanges Ranges) item, KafkaException? error, long lockedUntil)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_results, item.Holding.TopicPartition, out _) ??= error;
        ledger.OnResult(item.Holding, item.Ranges, error, lockedUntil);
    }
}
