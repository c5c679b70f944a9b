using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Groups;

/// <summary>Asks which broker coordinates a group, or the transactions of a producer.</summary>
internal static class CoordinatorLookup
{
    // Version 4 asks about several keys at once (KIP-699); one is all that is needed.
    private const short HighestSingleKeyVersion = 3;

    /// <exception cref="KafkaException">There is none at the moment, or the group may not be asked about.</exception>
    public static async Task<BrokerMetadata> FindAsync(
        ClusterClient cluster, string key, CancellationToken cancellationToken, CoordinatorType type = CoordinatorType.Group)
    {
        BrokerConnection connection = await cluster.ConnectAnyAsync(cancellationToken).ConfigureAwait(false);
        short version = connection.Versions.Supports(ApiKey.FindCoordinator, HighestSingleKeyVersion)
            ? HighestSingleKeyVersion
            : connection.Versions.Negotiate<FindCoordinatorRequest>();
        return await FindAsync(connection, key, type, version, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<BrokerMetadata> FindAsync(
        BrokerConnection connection, string key, CoordinatorType type, short version, CancellationToken cancellationToken)
    {
        var request = new FindCoordinatorRequest { Key = key, KeyType = (sbyte)type, CoordinatorKeys = [key] };
        FindCoordinatorResponse response = await connection
            .RequestAsync<FindCoordinatorRequest, FindCoordinatorResponse>(request, cancellationToken, maxVersion: version)
            .ConfigureAwait(false);

        FindCoordinatorResponse.Coordinator answer = version > HighestSingleKeyVersion && response.Coordinators.Count > 0
            ? response.Coordinators[0]
            : new FindCoordinatorResponse.Coordinator
            {
                ErrorCode = response.ErrorCode,
                ErrorMessage = response.ErrorMessage,
                NodeId = response.NodeId,
                Host = response.Host,
                Port = response.Port,
            };
        return answer.ErrorCode == ErrorCode.None
            ? new BrokerMetadata(answer.NodeId, new BrokerAddress(answer.Host, answer.Port), null)
            : throw Errors.ToException(answer.ErrorCode, $"Finding the coordinator of {(type == CoordinatorType.Group ? "group" : "transactional.id")} '{key}'", answer.ErrorMessage);
    }
}
