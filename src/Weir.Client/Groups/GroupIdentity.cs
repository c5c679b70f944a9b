namespace Weir.Client.Groups;

/// <summary>Who a member is towards the coordinator. A generation of -1 without a member id is a commit from outside.</summary>
internal readonly record struct GroupIdentity(string GroupId, int Generation, string MemberId, string? InstanceId)
{
    public static GroupIdentity Outside(string groupId) => new(groupId, -1, "", null);

    public bool IsMember => Generation >= 0 && MemberId.Length > 0;
}
