using System.Buffers;
using Weir.Client.Networking;
using Weir.Protocol.Messages;

namespace Weir.Client.Consuming;

/// <summary>Record batches of one partition out of one fetch response, not yet handed out.</summary>
/// <remarks>Thread model: guarded by the subscription's lock while it waits, then owned by the consuming flow.</remarks>
internal sealed class FetchedChunk(PartitionState partition, FrameLease lease, ReadOnlyMemory<byte> batches, long nextOffset)
{
    private FrameLease _lease = lease;

    public PartitionState Partition { get; } = partition;

    /// <summary>The partition's <see cref="PartitionState.FetchVersion"/> when it was fetched.</summary>
    public int FetchVersion { get; } = partition.FetchVersion;

    public ReadOnlyMemory<byte> Batches { get; private set; } = batches;

    public int Size => Batches.Length;

    /// <summary>Offset behind the last batch.</summary>
    public long NextOffset { get; } = nextOffset;

    /// <summary>For read_committed: where transactions begin that were aborted, by offset.</summary>
    public IReadOnlyList<FetchResponse.AbortedTransaction> AbortedTransactions { get; init; } = [];

    public void Release() => _lease.Release();

    /// <summary>Moves the bytes out of the response, whose other partitions may then be freed: this one is paused for who knows how long.</summary>
    public void MoveOut()
    {
        byte[] own = ArrayPool<byte>.Shared.Rent(Batches.Length);
        Batches.CopyTo(own);
        _lease.Release();
        Batches = own.AsMemory(0, Batches.Length);
        _lease = new FrameLease(own, Batches);
    }
}
