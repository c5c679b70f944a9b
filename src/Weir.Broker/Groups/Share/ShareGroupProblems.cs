using Weir.Protocol;

namespace Weir.Broker.Groups.Share;

/// <summary>Says in words why a share group cannot be changed.</summary>
internal static class ShareGroupProblems
{
    public static string? Describe(string groupId, ErrorCode error) => error switch
    {
        ErrorCode.None => null,
        ErrorCode.GroupIdNotFound => $"Group {groupId} is not a share group, or does not exist.",
        ErrorCode.NonEmptyGroup => $"Group {groupId} still has members: stop its consumers first.",
        _ => $"The change of group {groupId} could not be stored.",
    };
}
