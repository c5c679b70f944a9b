using Weir.Protocol.Messages;

namespace Weir.Client;

/// <content>Limits of clients (KIP-546).</content>
public sealed partial class AdminClient
{
    /// <summary>All limits that are set.</summary>
    /// <exception cref="KafkaException">The brokers are older than Kafka 2.6, or refuse.</exception>
    public Task<IReadOnlyList<ClientQuota>> DescribeClientQuotasAsync(CancellationToken cancellationToken = default) => RetryAsync<IReadOnlyList<ClientQuota>>(
        async token =>
        {
            DescribeClientQuotasResponse response = await _cluster.RequestAnyAsync<DescribeClientQuotasRequest, DescribeClientQuotasResponse>(
                new DescribeClientQuotasRequest(), token).ConfigureAwait(false);
            ThrowFirst([(response.ErrorCode, "Describing client quotas", response.ErrorMessage)]);
            return [.. (response.Entries ?? [])
                .Select(static entry => new ClientQuota(
                    ClientQuotaEntity.FromParts(entry.Entity.Select(static part => (part.EntityType, part.EntityName))),
                    entry.Values.ToDictionary(static value => value.Key, static value => value.Value)))
                .OrderBy(static quota => quota.Entity.ToString(), StringComparer.Ordinal)];
        },
        cancellationToken);

    /// <summary>Sets and removes limits of one entity; those not named stay.</summary>
    /// <param name="entity">Whom they hold for.</param>
    /// <param name="limits">New limits by key, in the units of <see cref="ClientQuota"/>; null removes one.</param>
    /// <param name="validateOnly">Only find out whether it could be done.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="KafkaException">Nothing was changed: a key is unknown, a limit not allowed, or the entity impossible.</exception>
    public Task AlterClientQuotasAsync(
        ClientQuotaEntity entity, IReadOnlyDictionary<string, double?> limits, bool validateOnly = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        var request = new AlterClientQuotasRequest
        {
            ValidateOnly = validateOnly,
            Entries =
            [
                new AlterClientQuotasRequest.EntryData
                {
                    Entity = [.. entity.Parts.Select(static part => new AlterClientQuotasRequest.EntityData { EntityType = part.Type, EntityName = part.Name })],
                    Ops = [.. limits.Select(static limit => new AlterClientQuotasRequest.OpData { Key = limit.Key, Value = limit.Value ?? 0, Remove = limit.Value is null })],
                },
            ],
        };
        return RetryAsync(
            async token =>
            {
                AlterClientQuotasResponse response = await AskControllerAsync<AlterClientQuotasRequest, AlterClientQuotasResponse>(request, token).ConfigureAwait(false);
                ThrowFirst(response.Entries.Select(entry => (entry.ErrorCode, $"Altering the quotas of {entity}", entry.ErrorMessage)));
            },
            cancellationToken);
    }
}
