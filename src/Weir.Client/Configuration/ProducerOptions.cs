using System.Globalization;
using Weir.Protocol.Records;

namespace Weir.Client;

/// <summary>Settings of a <see cref="Producer{TKey, TValue}"/>.</summary>
public sealed class ProducerOptions : ClientOptions
{
    /// <summary>When a record counts as acknowledged (<c>acks</c>).</summary>
    public Acks Acks { get; set; } = Acks.All;

    /// <summary>Retries neither double nor reorder records (<c>enable.idempotence</c>, KIP-98). Needs <see cref="Acks.All"/>.</summary>
    public bool EnableIdempotence { get; set; } = true;

    /// <summary>
    /// Name of this producer across restarts, for transactions (<c>transactional.id</c>, KIP-98); null for none. A producer that starts with it fences all
    /// others with the same one. Needs <see cref="EnableIdempotence"/>.
    /// </summary>
    public string? TransactionalId { get; set; }

    /// <summary>How long a transaction may stay open before the coordinator aborts it (<c>transaction.timeout.ms</c>); brokers allow up to <c>transaction.max.timeout.ms</c>, 15 minutes.</summary>
    public TimeSpan TransactionTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a batch may wait for more records (<c>linger.ms</c>). A record that is awaited while the broker is idle is sent at once all the same.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Size at which a batch is full, in bytes before compression (<c>batch.size</c>). Larger than Kafka's 16384: memory grows with what is
    /// really in the batch, so that a large limit costs nothing at low rates.
    /// </summary>
    public int BatchSize { get; set; } = 128 * 1024;

    /// <summary>Bytes of records waiting to be sent or acknowledged, past which sending waits (<c>buffer.memory</c>).</summary>
    public long BufferMemory { get; set; } = 32 * 1024 * 1024;

    /// <summary>How long a send may wait for metadata and for room in the buffer (<c>max.block.ms</c>).</summary>
    public TimeSpan MaxBlock { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Compression of batches (<c>compression.type</c>).</summary>
    public CompressionType CompressionType { get; set; } = CompressionType.None;

    /// <summary>Requests under way to one broker (<c>max.in.flight.requests.per.connection</c>); at most 5 with idempotence.</summary>
    public int MaxInFlightRequestsPerConnection { get; set; } = 5;

    /// <summary>Largest request, and so the largest record, in bytes (<c>max.request.size</c>).</summary>
    public int MaxRequestSize { get; set; } = 1024 * 1024;

    /// <summary>How long a record may take from the send call to its acknowledgement, with all retries (<c>delivery.timeout.ms</c>).</summary>
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a batch is sent again before it fails (<c>retries</c>); <see cref="DeliveryTimeout"/> is the better limit.</summary>
    public int Retries { get; set; } = int.MaxValue;

    /// <summary>Chooses partitions; null is Kafka's own way: murmur2 of the key, sticky batches without one.</summary>
    public IPartitioner? Partitioner { get; set; }

    /// <summary>Keys do not decide the partition (<c>partitioner.ignore.keys</c>).</summary>
    public bool PartitionerIgnoreKeys { get; set; }

    internal override void Validate()
    {
        base.Validate();
        OptionRules.NotNegative("linger.ms", Linger);
        OptionRules.NotNegative("max.block.ms", MaxBlock);
        OptionRules.Positive("delivery.timeout.ms", DeliveryTimeout);
        OptionRules.Positive("transaction.timeout.ms", TransactionTimeout);
        OptionRules.InRange("batch.size", BatchSize, 0, int.MaxValue);
        OptionRules.InRange("max.request.size", MaxRequestSize, 1, int.MaxValue);
        OptionRules.InRange("buffer.memory", BufferMemory, 1, long.MaxValue);
        OptionRules.InRange("retries", Retries, 0, int.MaxValue);
        OptionRules.InRange("max.in.flight.requests.per.connection", MaxInFlightRequestsPerConnection, 1, EnableIdempotence ? 5 : int.MaxValue);
        if (TransactionalId is "")
        {
            throw new ClientConfigurationException("transactional.id", "", "it must not be empty. Leave it out to send without transactions.");
        }

        if (TransactionalId is not null && !EnableIdempotence)
        {
            throw new ClientConfigurationException("enable.idempotence", "false", "transactional.id needs idempotence. Set it to true, or leave transactional.id out.");
        }

        if (EnableIdempotence && Acks != Acks.All)
        {
            throw new ClientConfigurationException("acks", Acks.ToString(), "enable.idempotence needs acks=all. Use it, or set enable.idempotence=false.");
        }

        if (DeliveryTimeout < Linger + RequestTimeout)
        {
            throw new ClientConfigurationException(
                "delivery.timeout.ms",
                DeliveryTimeout.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
                "it must be at least linger.ms + request.timeout.ms.");
        }
    }
}
