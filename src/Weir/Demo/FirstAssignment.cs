using Weir.Client;

namespace Weir.Demo;

/// <summary>Tells when a consumer has been given partitions for the first time.</summary>
/// <remarks>Thread model: called within the consumer's enumeration; anyone may await <see cref="Happened"/>.</remarks>
internal sealed class FirstAssignment : IRebalanceListener
{
    private readonly TaskCompletionSource _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Happened => _happened.Task;

    public ValueTask OnAssignedAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        _happened.TrySetResult();
        return default;
    }

    public ValueTask OnRevokedAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => default;

    public ValueTask OnLostAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => default;
}
