namespace Weir.Broker.Groups;

/// <summary>An OffsetCommit request whose topics are resolved and known to exist.</summary>
internal sealed record GroupCommit(string MemberId, string? InstanceId, int Generation, IReadOnlyList<OffsetCommitEntry> Entries)
{
    /// <summary>Retention the client asked for (versions 2 to 4), in milliseconds; null for the broker's.</summary>
    public long? RetentionMs { get; init; }

    /// <summary>The client knows what a member epoch is (from version 9): members of consumer groups have to.</summary>
    public bool KnowsMemberEpochs { get; init; } = true;

    /// <summary>Part of a transaction: members are checked less strictly, as older clients do not say who they are (KIP-447).</summary>
    public bool IsTransactional { get; init; }

    /// <summary>Neither member nor generation: an admin client, or a consumer that assigns its partitions itself.</summary>
    public bool IsSimple => Generation < 0 && MemberId.Length == 0 && InstanceId is null;
}
