using System.Globalization;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// FindCoordinator, versions 0 to 6. The coordinator of every group, transactional id and share partition is this node, at the address the request's listener advertises. Key types
/// from v1, several keys from v4 (KIP-699), share partitions from v6 (KIP-932): <c>group:topicId:partition</c>.
/// </summary>
internal sealed class FindCoordinatorHandler(BrokerServices services) : ApiHandler<FindCoordinatorRequest, FindCoordinatorResponse>(0, 6)
{
    private const short BatchesKeys = 4;
    private const sbyte GroupKey = 0;
    private const sbyte TransactionKey = 1;
    private const sbyte ShareKey = 2;
    private const short FindsShareCoordinators = 6;

    protected override ValueTask<FindCoordinatorResponse?> HandleAsync(FindCoordinatorRequest request, RequestContext context)
    {
        if (context.ApiVersion >= BatchesKeys)
        {
            return new ValueTask<FindCoordinatorResponse?>(new FindCoordinatorResponse
            {
                Coordinators = request.CoordinatorKeys.ConvertAll(key => Find(key, request.KeyType, context)),
            });
        }

        FindCoordinatorResponse.Coordinator found = Find(request.Key, request.KeyType, context);
        return new ValueTask<FindCoordinatorResponse?>(new FindCoordinatorResponse
        {
            ErrorCode = found.ErrorCode,
            ErrorMessage = found.ErrorMessage,
            NodeId = found.NodeId,
            Host = found.Host,
            Port = found.Port,
        });
    }

    private static FindCoordinatorResponse.Coordinator Refuse(string key, ErrorCode error, string message) =>
        new() { Key = key, ErrorCode = error, ErrorMessage = message, NodeId = -1, Port = -1 };

    private FindCoordinatorResponse.Coordinator Find(string key, sbyte keyType, RequestContext context) => keyType switch
    {
        ShareKey when context.ApiVersion >= FindsShareCoordinators && !IsShareKey(key) => Refuse(key, ErrorCode.InvalidRequest, "A share partition is named group:topicId:partition."),
        GroupKey or TransactionKey or ShareKey when keyType != ShareKey || context.ApiVersion >= FindsShareCoordinators => new() { Key = key, NodeId = services.NodeId, Host = context.Advertised.Host, Port = context.Advertised.Port, ErrorMessage = context.ApiVersion < BatchesKeys ? "NONE" : "" },
        _ => Refuse(key, ErrorCode.InvalidRequest, $"Coordinators of key type {keyType} are not served in version {context.ApiVersion}; 0, a group, 1, a transactional id, and from version 6 on 2, a share partition, are."),
    };

    // The group's name may hold colons.
    private static bool IsShareKey(string key) =>
        key.Split(':') is [.., var topicId, var partition] parts
        && parts.Length > 2
        && key.Length > topicId.Length + partition.Length + 2
        && KafkaUuid.TryParse(topicId, out _)
        && int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    protected override FindCoordinatorResponse? ErrorResponse(FindCoordinatorRequest request, short version, ErrorCode error) => new()
    {
        ErrorCode = error,
        NodeId = -1,
        Port = -1,
        Coordinators = request.CoordinatorKeys.ConvertAll(key => Refuse(key, error, error.ToString())),
    };
}
