namespace Weir.Client;

/// <summary>Limits of one entity.</summary>
/// <param name="Entity">Whom they hold for.</param>
/// <param name="Limits">By key: <c>producer_byte_rate</c> and <c>consumer_byte_rate</c> in bytes a second, <c>request_percentage</c> of one thread,
/// <c>controller_mutation_rate</c> in partitions a second, <c>connection_creation_rate</c> a second.</param>
public sealed record ClientQuota(ClientQuotaEntity Entity, IReadOnlyDictionary<string, double> Limits);
