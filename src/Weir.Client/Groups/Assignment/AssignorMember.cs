namespace Weir.Client.Groups.Assignment;

/// <summary>One member as the assignors see it.</summary>
/// <param name="MemberId">Given by the coordinator.</param>
/// <param name="InstanceId">The static identity, or null.</param>
/// <param name="Topics">What it subscribes to.</param>
/// <param name="Owned">What it has from the generation before.</param>
/// <param name="Generation">That generation; -1 when unknown.</param>
internal sealed record AssignorMember(string MemberId, string? InstanceId, IReadOnlyList<string> Topics, IReadOnlyList<TopicPartition> Owned, int Generation)
    : IComparable<AssignorMember>
{
    /// <summary>Static members first, by instance id: their member ids change with every restart. Java's <c>MemberInfo</c>.</summary>
    public int CompareTo(AssignorMember? other) => (InstanceId, other?.InstanceId) switch
    {
        ({ } own, { } theirs) => string.CompareOrdinal(own, theirs),
        ({ }, null) => -1,
        (null, { }) => 1,
        _ => string.CompareOrdinal(MemberId, other?.MemberId),
    };
}
