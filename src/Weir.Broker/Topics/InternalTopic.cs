using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Weir.Broker.Groups;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Records;

namespace Weir.Broker;

/// <summary>A topic in which a coordinator keeps its state: made when it is first written to.</summary>
/// <remarks>
/// Thread model: any thread; the topic is made under a lock of its own, which is taken inside a coordinator's lock and outside the metadata controller's.
/// Completions of waited-for writes run where the <see cref="CompletionQueue"/> runs them.
/// </remarks>
internal sealed partial class InternalTopic(BrokerServices services, CompletionQueue completions, Func<NewTopic> describe, ILogger logger)
{
    private readonly Lock _creation = new();

    public string Name { get; } = describe().Name;

    /// <summary>The topic, if it exists.</summary>
    public bool TryGet([NotNullWhen(true)] out Topic? topic) => services.Topics.TryGet(Name, out topic);

    /// <summary>The partition that holds what belongs to a key, by the key's hash as Kafka computes it; the topic is made if need be.</summary>
    /// <returns>False when it cannot be made.</returns>
    public bool TryGetPartition(string key, [NotNullWhen(true)] out Partition? partition)
    {
        partition = null;
        return (TryGet(out Topic? topic) || TryCreate(out topic))
            && topic.TryGetPartition(OffsetsLog.PartitionFor(key, topic.Partitions.Count), out partition);
    }

    /// <summary>Appends records as one batch without waiting for the disk.</summary>
    /// <param name="key">What they belong to.</param>
    /// <param name="records">Builds the batch.</param>
    /// <param name="done">Called exactly once, perhaps before this returns: with NONE when the batch is as durable as the broker promises, else with what went wrong. Null when nobody waits for that.</param>
    /// <returns>Where the batch lies; with an error when it lies nowhere.</returns>
    public AppendOutcome Append(string key, Action<RecordBatchBuilder, long> records, Action<ErrorCode>? done)
    {
        if (!TryGetPartition(key, out Partition? partition))
        {
            done?.Invoke(ErrorCode.KafkaStorageError);
            return new AppendOutcome { Error = ErrorCode.KafkaStorageError };
        }

        using var builder = new RecordBatchBuilder();
        records(builder, services.Time.GetUtcNow().ToUnixTimeMilliseconds());
        AppendOutcome outcome = partition.Log.Append(builder.Build(), new AppendOptions { Origin = AppendOrigin.Coordinator, LeaderEpoch = partition.LeaderEpoch });
        if (outcome.Error != ErrorCode.None || partition.Log.IsFlushed(outcome.NextOffset))
        {
            done?.Invoke(outcome.Error);
        }
        else if (done is not null)
        {
            partition.Log.WhenFlushed(outcome.NextOffset, new OffsetsWait(done, completions));
        }

        return outcome;
    }

    private bool TryCreate([NotNullWhen(true)] out Topic? topic)
    {
        lock (_creation)
        {
            if (TryGet(out topic))
            {
                return true;
            }

            ApiError error = services.TopicAdmin.Create(describe(), validateOnly: false, out topic);
            if (topic is null)
            {
                LogNotCreated(logger, Name, error.Code, error.Message);
            }

            return topic is not null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Topic} cannot be created, so nothing can be stored in it: {Error} {Reason}")]
    private static partial void LogNotCreated(ILogger logger, string topic, ErrorCode error, string? reason);
}
