using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Client.Groups;
using Weir.Client.Metadata;
using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client;

/// <summary>
/// Creates, describes, alters and deletes topics, configurations, offsets and groups. A call about several things does all it can and
/// then throws the first error. What may be repeated is, for <see cref="ClientOptions.DefaultApiTimeout"/>.
/// </summary>
/// <remarks>Thread model: any thread, any number of calls at once.</remarks>
public sealed partial class AdminClient : IAsyncDisposable
{
    private readonly ClusterClient _cluster;

    /// <exception cref="ClientConfigurationException">A setting is missing or cannot be used.</exception>
    public AdminClient(AdminOptions options, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ILogger logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Weir.Client.Admin");
        _cluster = new ClusterClient(options, maxFetchBytes: 0, allowAutoTopicCreation: false, timeProvider ?? TimeProvider.System, logger);
    }

    /// <summary>The brokers of the cluster.</summary>
    public async Task<ClusterDescription> DescribeClusterAsync(CancellationToken cancellationToken = default)
    {
        MetadataResponse response = await AskMetadataAsync([], cancellationToken).ConfigureAwait(false);
        return new ClusterDescription(
            response.ClusterId,
            response.ControllerId,
            [.. response.Brokers.OrderBy(static b => b.NodeId).Select(static b => new BrokerDescription(b.NodeId, b.Host, b.Port, b.Rack))]);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private int RequestTimeoutMs => (int)_cluster.Options.RequestTimeout.TotalMilliseconds;

    /// <summary>Sends to the controller, which alone may change the cluster before KRaft; any broker passes the request on after it.</summary>
    private async Task<TResponse> AskControllerAsync<TRequest, TResponse>(TRequest request, CancellationToken cancellationToken)
        where TRequest : IApiMessage
        where TResponse : IApiMessage, new()
    {
        if (_cluster.Snapshot.Broker(_cluster.Snapshot.ControllerId) is null)
        {
            await _cluster.Metadata.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }

        int controller = _cluster.Snapshot.ControllerId;
        return _cluster.Snapshot.Broker(controller) is null
            ? await _cluster.RequestAnyAsync<TRequest, TResponse>(request, cancellationToken).ConfigureAwait(false)
            : await _cluster.RequestAsync<TRequest, TResponse>(controller, request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<BrokerConnection> CoordinatorAsync(string groupId, CancellationToken cancellationToken)
    {
        BrokerMetadata coordinator = await CoordinatorLookup.FindAsync(_cluster, groupId, cancellationToken).ConfigureAwait(false);
        return await _cluster.ConnectAsync(coordinator, ConnectionPurpose.Control, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Errors that come from asking the wrong broker, or at a bad moment. A missing topic is an answer, although the protocol calls it retriable.</summary>
    private static bool IsWorthRepeating(ErrorCode error) => error is
        ErrorCode.NotController or ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable or ErrorCode.CoordinatorLoadInProgress
        or ErrorCode.NetworkException or ErrorCode.BrokerNotAvailable or ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderOrFollower
        or ErrorCode.FencedLeaderEpoch or ErrorCode.UnknownLeaderEpoch or ErrorCode.OffsetNotAvailable or ErrorCode.ThrottlingQuotaExceeded;

    private Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        _cluster.RetryAsync(attempt, IsWorthRepeating, cancellationToken);

    private async Task RetryAsync(Func<CancellationToken, Task> attempt, CancellationToken cancellationToken) =>
        await _cluster.RetryAsync(
            async token =>
            {
                await attempt(token).ConfigureAwait(false);
                return true;
            },
            IsWorthRepeating,
            cancellationToken).ConfigureAwait(false);

    /// <summary>Throws the first error; a retriable one last, so that the rest is not repeated for nothing.</summary>
    private static void ThrowFirst(IEnumerable<(ErrorCode Error, string What, string? Message)> results)
    {
        (ErrorCode Error, string What, string? Message)? first = null;
        foreach ((ErrorCode Error, string What, string? Message) result in results)
        {
            if (result.Error != ErrorCode.None && (first is null || (Errors.IsRetriable(first.Value.Error) && !Errors.IsRetriable(result.Error))))
            {
                first = result;
            }
        }

        if (first is { } failed)
        {
            throw Errors.ToException(failed.Error, failed.What, failed.Message);
        }
    }
}
