using Weir.Client.Diagnostics;
using Weir.Client.Groups;
using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Consuming;

/// <summary>
/// Gives every assigned partition a position: the committed offset, or what the reset policy or a seek asks to be looked up; and
/// checks positions after a change of leader (KIP-320).
/// </summary>
/// <remarks>Thread model: started by the consuming flow, runs in the background once at a time, and signals when something has changed.</remarks>
internal sealed class PositionKeeper(
    ClusterClient cluster, ConsumerOptions options, Subscriptions subscriptions, Coordinator? coordinator, Action<KafkaException?> onDone)
{
    private Task<KafkaException?> _running = Task.FromResult<KafkaException?>(null);
    private int _failures;

    /// <summary>Starts the work if there is any and none is under way.</summary>
    public void Start(CancellationToken cancellationToken)
    {
        if (_running.IsCompleted && HasWork())
        {
            _running = Task.Run(() => RunAsync(cancellationToken), CancellationToken.None);
            _ = ReportAsync(_running);
        }
    }

    /// <summary>The end of the work that is under way.</summary>
    public Task Running => _running;

    private async Task ReportAsync(Task<KafkaException?> running) => onDone(await running.ConfigureAwait(false));

    private bool HasWork()
    {
        ClusterSnapshot snapshot = cluster.Snapshot;
        lock (subscriptions.Lock)
        {
            bool hasWork = false;
            foreach (PartitionState state in subscriptions.States)
            {
                int leaderEpoch = snapshot.Partition(state.TopicPartition)?.LeaderEpoch ?? -1;
                if (state.HasPosition && state.PositionEpoch >= 0 && leaderEpoch > state.CheckedEpoch && leaderEpoch > state.PositionEpoch)
                {
                    state.NeedsValidation = true;
                }

                hasWork |= !state.HasPosition || state.NeedsValidation;
            }

            return hasWork;
        }
    }

    /// <returns>What the program has to know.</returns>
    private async Task<KafkaException?> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookUpCommittedAsync(cancellationToken).ConfigureAwait(false);
            await LookUpResetsAsync(cancellationToken).ConfigureAwait(false);
            await ValidateAsync(cancellationToken).ConfigureAwait(false);
            _failures = 0;
            return null;
        }
        catch (KafkaException e) when (Errors.MayPass(e.ErrorCode))
        {
            Log.PositionsFailed(cluster.Logger, e.Message);
            cluster.Metadata.RequestUpdate();
            await Task.Delay(cluster.RetryBackoff.Pause(_failures++), cluster.Time, CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (KafkaException e)
        {
            return e;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task LookUpCommittedAsync(CancellationToken cancellationToken)
    {
        List<TopicPartition> wanted = Select(static state => state.NeedsCommitted);
        if (wanted.Count == 0)
        {
            return;
        }

        Dictionary<TopicPartition, OffsetAndMetadata> committed = coordinator is null
            ? []
            : await coordinator.FetchOffsetsAsync(wanted, cancellationToken).ConfigureAwait(false);
        lock (subscriptions.Lock)
        {
            foreach (TopicPartition partition in wanted)
            {
                if (subscriptions.Find(partition) is not { NeedsCommitted: true } state)
                {
                    continue;
                }

                if (committed.TryGetValue(partition, out OffsetAndMetadata offset))
                {
                    state.MoveTo(offset.Offset, offset.LeaderEpoch);
                }
                else if (options.AutoOffsetReset == AutoOffsetReset.None)
                {
                    throw new KafkaException(
                        ErrorCode.OffsetOutOfRange,
                        $"There is no committed offset for {partition} to start at, and auto.offset.reset is none. Seek, or set it to earliest or latest.");
                }
                else
                {
                    state.ResetTo(ResetPolicy.TimestampOf(options, cluster.Time));
                }
            }
        }
    }

    private async Task LookUpResetsAsync(CancellationToken cancellationToken)
    {
        Dictionary<TopicPartition, long> wanted = [];
        lock (subscriptions.Lock)
        {
            foreach (PartitionState state in subscriptions.States)
            {
                if (state.ResetTimestamp is { } timestamp)
                {
                    wanted[state.TopicPartition] = timestamp;
                }
            }
        }

        if (wanted.Count == 0)
        {
            return;
        }

        // A leader that is missing only holds up its own partitions.
        var known = wanted.Where(item => cluster.Snapshot.Partition(item.Key) is { LeaderId: >= 0 }).ToList();
        Dictionary<TopicPartition, OffsetAndTimestamp> found =
            await OffsetLookup.FindAsync(cluster, known, options.IsolationLevel, cancellationToken).ConfigureAwait(false);
        lock (subscriptions.Lock)
        {
            foreach ((TopicPartition partition, OffsetAndTimestamp offset) in found)
            {
                if (subscriptions.Find(partition) is not { } state || state.ResetTimestamp != wanted[partition])
                {
                    continue;
                }

                if (offset.Offset >= 0)
                {
                    state.MoveTo(offset.Offset, offset.LeaderEpoch);
                }
                else
                {
                    state.ResetTo(ResetPolicy.Latest); // No record is young enough.
                }
            }
        }

        if (known.Count < wanted.Count)
        {
            throw new KafkaException(ErrorCode.LeaderNotAvailable, "Some of the assigned partitions have no leader at the moment.");
        }
    }

    private async Task ValidateAsync(CancellationToken cancellationToken)
    {
        foreach (TopicPartition partition in Select(static state => state is { HasPosition: true, NeedsValidation: true }))
        {
            await ValidateAsync(partition, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ValidateAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        int positionEpoch;
        int version;
        lock (subscriptions.Lock)
        {
            if (subscriptions.Find(partition) is not { NeedsValidation: true } state)
            {
                return;
            }

            positionEpoch = state.PositionEpoch;
            version = state.FetchVersion;
        }

        PartitionMetadata leader = cluster.Snapshot.Partition(partition) is { LeaderId: >= 0 } known
            ? known
            : throw Errors.ToException(ErrorCode.LeaderNotAvailable, $"Checking the position in {partition}");
        BrokerConnection connection = await cluster.ConnectAsync(leader.LeaderId, ConnectionPurpose.Control, cancellationToken).ConfigureAwait(false);
        OffsetForLeaderEpochResponse.EpochEndOffset? end = null;
        if (connection.Versions.Supports(ApiKey.OffsetForLeaderEpoch, 3))
        {
            end = await AskEndOffsetAsync(connection, partition, leader.LeaderEpoch, positionEpoch, cancellationToken).ConfigureAwait(false);
        }

        lock (subscriptions.Lock)
        {
            if (subscriptions.Find(partition) is { } state && state.FetchVersion == version)
            {
                state.NeedsValidation = false;
                state.CheckedEpoch = leader.LeaderEpoch;
                if (end is not null && end.EndOffset < state.Position)
                {
                    OnTruncated(state, end.EndOffset, end.LeaderEpoch);
                }
            }
        }
    }

    private static async Task<OffsetForLeaderEpochResponse.EpochEndOffset> AskEndOffsetAsync(
        BrokerConnection connection, TopicPartition partition, int leaderEpoch, int positionEpoch, CancellationToken cancellationToken)
    {
        var request = new OffsetForLeaderEpochRequest
        {
            ReplicaId = -1,
            Topics =
            [
                new OffsetForLeaderEpochRequest.OffsetForLeaderTopic
                {
                    Topic = partition.Topic,
                    Partitions =
                    [
                        new OffsetForLeaderEpochRequest.OffsetForLeaderPartition
                        {
                            Partition = partition.Partition,
                            CurrentLeaderEpoch = leaderEpoch,
                            LeaderEpoch = positionEpoch,
                        },
                    ],
                },
            ],
        };
        OffsetForLeaderEpochResponse response = await connection
            .RequestAsync<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse>(request, cancellationToken)
            .ConfigureAwait(false);
        OffsetForLeaderEpochResponse.EpochEndOffset end = response.Topics[0].Partitions[0];
        return end.ErrorCode == ErrorCode.None ? end : throw Errors.ToException(end.ErrorCode, $"Checking the position in {partition}");
    }

    /// <summary>Records that were handed out are gone: an unclean change of leader has cut the log.</summary>
    private void OnTruncated(PartitionState state, long endOffset, int epoch)
    {
        Log.Truncated(cluster.Logger, state.TopicPartition.Topic, state.TopicPartition.Partition, endOffset, state.Position);
        if (options.AutoOffsetReset == AutoOffsetReset.None)
        {
            throw new KafkaException(
                ErrorCode.OffsetOutOfRange,
                $"The log of {state.TopicPartition} was cut at offset {endOffset}, before the position {state.Position}. Seek to go on, or set auto.offset.reset.");
        }

        if (endOffset >= 0)
        {
            state.MoveTo(endOffset, epoch);
        }
        else
        {
            state.ResetTo(ResetPolicy.TimestampOf(options, cluster.Time));
        }
    }

    private List<TopicPartition> Select(Func<PartitionState, bool> predicate)
    {
        lock (subscriptions.Lock)
        {
            return [.. subscriptions.States.Where(predicate).Select(static state => state.TopicPartition)];
        }
    }
}
