using Weir.Client.Consuming;
using Weir.Client.Diagnostics;
using Weir.Client.Metadata;

namespace Weir.Client.Groups;

/// <summary>Takes partitions over and gives them up, and tells the program's listener.</summary>
/// <remarks>Thread model: the consuming flow alone calls it, between two records.</remarks>
internal sealed class PartitionHandover(ClusterClient cluster, ConsumerOptions options, Subscriptions subscriptions, Coordinator coordinator, GroupSession session)
{
    public async ValueTask TakeAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        subscriptions.AddAssigned(partitions);
        if (subscriptions.Listener is { } listener)
        {
            await listener.OnAssignedAsync(partitions, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Commits what was read, if commits are automatic, and gives the partitions up.</summary>
    public async ValueTask RevokeAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        if (partitions.Count == 0)
        {
            return;
        }

        if (options.EnableAutoCommit)
        {
            await CommitAsync(subscriptions.Positions(partitions), cancellationToken).ConfigureAwait(false);
        }

        if (subscriptions.Listener is { } listener)
        {
            await listener.OnRevokedAsync(partitions, cancellationToken).ConfigureAwait(false);
        }

        subscriptions.RemoveAssigned(partitions);
    }

    /// <summary>Drops everything: others own it already.</summary>
    public async ValueTask LoseAllAsync(CancellationToken cancellationToken)
    {
        IReadOnlyCollection<TopicPartition> owned = subscriptions.Assigned;
        if (owned.Count > 0)
        {
            subscriptions.RemoveAssigned(owned);
            if (subscriptions.Listener is { } listener)
            {
                await listener.OnLostAsync(owned, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The last chance before the partitions go: a failure means that others will see some records again.</summary>
    private async ValueTask CommitAsync(Dictionary<TopicPartition, OffsetAndMetadata> positions, CancellationToken cancellationToken)
    {
        if (positions.Count == 0)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(options.SessionTimeout, cluster.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await coordinator.CommitAsync(session.Identity, positions, either.Token).ConfigureAwait(false);
        }
        catch (KafkaException e)
        {
            Log.CommitFailed(cluster.Logger, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.CommitFailed(cluster.Logger, "the coordinator did not answer in time");
        }
    }
}
