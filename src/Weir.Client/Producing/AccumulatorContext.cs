using Weir.Client.Producing.Transactions;

namespace Weir.Client.Producing;

/// <summary>What all queues of one producer share.</summary>
internal sealed class AccumulatorContext(ProducerOptions options, TimeProvider time)
{
    public TimeProvider Time { get; } = time;

    public int BatchSize { get; } = options.BatchSize;

    public int MaxInFlight { get; } = options.MaxInFlightRequestsPerConnection;

    public long LingerTicks { get; } = time.Ticks(options.Linger);

    /// <summary>Called when a partition has used up the epochs of this identity.</summary>
    public Action<ProducerIdentity> ProducerIdUsedUp { get; set; } = static _ => { };

    /// <summary>Null without transactions.</summary>
    public Enlistment? Enlistment { get; set; }

    /// <summary>A number from 0 to below its argument.</summary>
    public Func<int, int> Random { get; init; } = System.Random.Shared.Next;

    public BufferMemory Memory { get; } = new(options.BufferMemory);

    public FlushTracker Flushes { get; } = new();

    public BatchPool Pool { get; } = new(options.CompressionType, (int)Math.Clamp(options.BufferMemory / Math.Max(options.BatchSize, 16 * 1024), 1, 256));
}
