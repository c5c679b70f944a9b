using Weir.Broker.Groups.Streams;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Groups;

/// <summary>The group as a streams group (KIP-1071): an empty classic group turns into one with its offsets, and an empty one into a classic group again.</summary>
internal sealed partial class GroupMachine
{
    // While this is set the classic group is empty and of no generation.
    private StreamsMachine? _streams;

    /// <summary>Whether the group is a streams group now.</summary>
    public bool IsStreams => _streams is not null;

    public void StreamsHeartbeat(StreamsHeartbeat heartbeat, IReplyTo<StreamsHeartbeatResult> reply)
    {
        if (_group.State == GroupState.Dead)
        {
            _outbox.Reply(reply, Streams.StreamsHeartbeat.Failure(ErrorCode.CoordinatorNotAvailable, $"Group {Id} is being deleted."));
        }
        else if (_streams is { } streams)
        {
            streams.Heartbeat(heartbeat, reply);
        }
        else if (heartbeat.IsJoin && _consumer is null && _share is null && _group.State == GroupState.Empty && _group.Members.Count == 0)
        {
            BecomeStreams(heartbeat, reply);
        }
        else
        {
            _outbox.Reply(reply, Streams.StreamsHeartbeat.Failure(ErrorCode.GroupIdNotFound, $"Group {Id} is not a streams group."));
        }
    }

    /// <returns>Null when the group is not a streams group.</returns>
    public StreamsGroupDescribeResponse.DescribedGroup? DescribeStreams() =>
        _streams is { } streams && _group.State != GroupState.Dead ? StreamsViews.Describe(streams.Group, streams.Configure()) : null;

    private StreamsMachine NewStreams() => new(Id, _options.Streams, _catalog, _clock, _outbox);

    private StreamsMachine StartStreams(StreamsMachine streams)
    {
        _streams = streams;
        _offsets.Rules = streams;
        return streams;
    }

    /// <summary>Lets the first member in; if it is refused, the group stays what it was.</summary>
    private void BecomeStreams(StreamsHeartbeat heartbeat, IReplyTo<StreamsHeartbeatResult> reply)
    {
        StreamsMachine streams = NewStreams();
        streams.Begin(_group.Generation > 0 ? GroupRecords.GroupTombstone(Id) : null);
        streams.Heartbeat(heartbeat, reply);
        if (streams.HasMembers)
        {
            _rebalance.Abandon();
            _group.Clear();
            StartStreams(streams);
        }
        else
        {
            IsGone = IsUnused;
        }
    }

    /// <summary>A group without members serves whichever protocol asks first.</summary>
    private void EndEmptyStreams()
    {
        if (_streams is { HasMembers: false } streams && _group.State == GroupState.Empty)
        {
            _offsets.Rules = null;
            _streams = null;

            // Were this write lost, the group would come back empty after a restart: nothing to undo.
            streams.WriteEnd([], static _ => { });
        }
    }
}
