namespace Weir.Broker.Groups.Consumer;

/// <summary>How far a member has come towards its target assignment (KIP-848); the values are those in the log.</summary>
internal enum ConsumerMemberState : sbyte
{
    /// <summary>The member has what its epoch gives it.</summary>
    Stable = 0,

    /// <summary>The member has been asked to give up partitions and has not confirmed it yet.</summary>
    UnrevokedPartitions = 1,

    /// <summary>The member waits for partitions other members have not given up yet.</summary>
    UnreleasedPartitions = 2,
}
