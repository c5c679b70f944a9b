using System.Diagnostics.CodeAnalysis;
using Weir.Broker.Groups.Consumer;
using Weir.Broker.Groups.Streams;
using Weir.Protocol;
using Weir.Protocol.InternalRecords;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>The group as one of KIP-848, and its ways there and back: a group has one protocol at a time, and its offsets stay.</summary>
internal sealed partial class GroupMachine
{
    private readonly GroupOptions _options;
    private readonly ITopicCatalog _catalog;
    private readonly GroupClock _clock;

    // While this is set the classic group is empty and of no generation.
    private ConsumerMachine? _consumer;

    /// <summary>Whether the group is one of KIP-848 now.</summary>
    public bool IsConsumer => _consumer is not null;

    public void ConsumerHeartbeat(ConsumerHeartbeat heartbeat, IReplyTo<ConsumerGroupHeartbeatResponse> reply)
    {
        if (_group.State == GroupState.Dead)
        {
            _outbox.Reply(reply, Consumer.ConsumerHeartbeat.Failure(ErrorCode.CoordinatorNotAvailable, $"Group {Id} is being deleted."));
        }
        else if (_consumer is not null)
        {
            _consumer.Heartbeat(heartbeat, reply);
        }
        else if (!heartbeat.IsJoin || _share is not null || _streams is not null)
        {
            _outbox.Reply(reply, Consumer.ConsumerHeartbeat.Failure(ErrorCode.GroupIdNotFound, $"Group {Id} is not a consumer group."));
        }
        else if (BecomeConsumer() is { } problem)
        {
            string message = $"Cannot upgrade classic group {Id} to consumer group because {problem}.";
            _outbox.Reply(reply, Consumer.ConsumerHeartbeat.Failure(ErrorCode.GroupIdNotFound, message));
        }
        else
        {
            _consumer!.Heartbeat(heartbeat, reply);
        }
    }

    /// <returns>Null when the group is not one of KIP-848.</returns>
    public ConsumerGroupDescribeResponse.DescribedGroup? DescribeConsumer() =>
        _consumer is { } consumer && _group.State != GroupState.Dead ? ConsumerViews.Describe(consumer.Group, _options.Consumer, _catalog) : null;

    /// <summary>Whether a member may fetch offsets (OffsetFetch from version 9); classic groups do not ask who it is.</summary>
    public ErrorCode CheckFetch(string? memberId, int epoch) =>
        _consumer is { } consumer ? ConsumerCommits.CheckFetch(consumer.Group, memberId, epoch)
        : _streams is { } streams ? StreamsCommits.CheckFetch(streams.Group, memberId, epoch)
        : ErrorCode.None;

    private ConsumerMachine StartConsumer()
    {
        _consumer = new ConsumerMachine(Id, _options.Consumer, _catalog, _clock, _outbox) { BecomesClassic = TryDowngrade };
        _offsets.Rules = _consumer;
        return _consumer;
    }

    private bool IsConsumerWithMembers([NotNullWhen(true)] out ConsumerMachine? consumer)
    {
        consumer = _consumer;
        return consumer?.Group.Members.Count > 0;
    }

    /// <summary>An empty group just changes its kind; one with members must be of consumers, and takes them along if the policy allows it.</summary>
    /// <returns>Null, or why it cannot be.</returns>
    private string? BecomeConsumer()
    {
        List<ConsumerMember> members = [];
        bool isEmpty = _group.State == GroupState.Empty && _group.Members.Count == 0;
        if (!isEmpty && ProblemOfUpgrade(out members) is { } problem)
        {
            return problem;
        }

        GroupRecord? tombstone = _group.Generation > 0 ? GroupRecords.GroupTombstone(Id) : null;
        int generation = _group.Generation;
        _rebalance.Abandon();
        _group.Clear();
        if (isEmpty)
        {
            StartConsumer().Begin(tombstone);
        }
        else
        {
            StartConsumer().TakeOver(tombstone, generation, members);
        }

        return null;
    }

    private string? ProblemOfUpgrade(out List<ConsumerMember> members)
    {
        members = [];
        return !_options.Consumer.Migration.HasFlag(MigrationPolicy.Upgrade) ? "the online upgrade is disabled"
            : !_group.IsConsumerGroup ? "the group does not use the consumer embedded protocol"
            : _group.Members.Count > _options.Consumer.MaxSize ? "the group size exceeds the consumer group maximum size"
            : !GroupMigration.TryConvert(_group, _catalog, out members) ? "the embedded consumer protocol is malformed"
            : null;
    }

    private void JoinConsumer(ConsumerMachine consumer, GroupJoin join, IReplyTo<JoinGroupResponse> reply)
    {
        if (_group.State == GroupState.Dead)
        {
            _outbox.Reply(reply, JoinPhase.Failure(ErrorCode.CoordinatorNotAvailable, join.Request.MemberId));
            return;
        }

        consumer.Classic.Join(join, reply);
    }

    /// <summary>A group without members serves whichever protocol asks first.</summary>
    private void EndEmptyConsumer()
    {
        if (_consumer is { } consumer && _group.State == GroupState.Empty)
        {
            _consumer = null;
            _offsets.Rules = null;
            if (consumer.Group.Epoch > 0)
            {
                // Were this write lost, the group would come back empty after a restart: nothing to undo.
                consumer.WriteEnd([], static _ => { });
            }
        }
    }

    /// <summary>When the last member of the new protocol has gone, those that are left go on among themselves: the classic group rebalances.</summary>
    private bool TryDowngrade(Action<ErrorCode> done)
    {
        bool mayDowngrade = IsConsumerWithMembers(out ConsumerMachine? consumer)
            && _options.Consumer.Migration.HasFlag(MigrationPolicy.Downgrade)
            && consumer.Group.Members.Count <= _options.MaxSize
            && consumer.Group.Members.All(member => member.Classic is not null);
        if (!mayDowngrade)
        {
            return false;
        }

        GroupMetadataValue metadata = GroupMigration.ToClassic(consumer!.Group, _catalog, _clock.UnixMs);
        _consumer = null;
        _offsets.Rules = null;
        _group.Restore(metadata);
        GroupMigration.RestoreProtocols(consumer.Group, _group);
        _rebalance.RestoreSessions();
        consumer.WriteEnd([GroupRecords.Group(_group)], done);
        _rebalance.RebalanceOrComplete();
        return true;
    }
}
