using Weir.Protocol;

namespace Weir.Broker.Groups;

/// <summary>What a client is told when a write to the offsets log failed: as Kafka's coordinator translates it.</summary>
internal static class GroupErrors
{
    public static ErrorCode OfCommit(ErrorCode write) => write switch
    {
        ErrorCode.None => ErrorCode.None,
        ErrorCode.MessageTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidFetchSize => ErrorCode.InvalidCommitOffsetSize,
        _ => ErrorCode.CoordinatorNotAvailable,
    };

    public static ErrorCode OfGroup(ErrorCode write) => write switch
    {
        ErrorCode.None => ErrorCode.None,
        ErrorCode.MessageTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidFetchSize => ErrorCode.UnknownServerError,
        _ => ErrorCode.CoordinatorNotAvailable,
    };
}
