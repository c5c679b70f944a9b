using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>What a group that is not a classic one says about its offsets.</summary>
internal interface IOffsetRules
{
    bool HasMembers { get; }

    /// <summary>When the last member went, in milliseconds since the Unix epoch; offsets of an empty group expire from then on.</summary>
    long EmptySinceMs { get; }

    /// <summary>Whether this member may commit now.</summary>
    ErrorCode CheckCommit(GroupCommit commit);

    /// <summary>Whether a member, living, consumes the topic: its offsets are neither deleted nor do they expire.</summary>
    bool IsSubscribed(string topic);
}
