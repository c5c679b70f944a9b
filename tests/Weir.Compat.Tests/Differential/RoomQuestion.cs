namespace Weir.Compat.Tests.Differential;

/// <summary>A question of a member that the broker has not answered yet.</summary>
/// <param name="Who">The member.</param>
/// <param name="IsJoin">JoinGroup; SyncGroup otherwise.</param>
/// <param name="Answer">What is told, once it is there.</param>
internal sealed record RoomQuestion(RoomMember Who, bool IsJoin, Task<object> Answer)
{
    /// <summary>The broker must answer whatever the group does: it has no such member any more.</summary>
    public bool IsMoot { get; set; }
}
