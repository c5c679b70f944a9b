namespace Weir.Client;

/// <summary>
/// A consumer's standing in its group, for <see cref="Producer{TKey, TValue}.SendOffsetsToTransactionAsync"/>: with it the broker refuses offsets from a
/// member that the group has gone on without (KIP-447).
/// </summary>
/// <param name="GroupId">The group.</param>
/// <param name="GenerationId">Generation, or member epoch; -1 outside a group.</param>
/// <param name="MemberId">Empty outside a group.</param>
/// <param name="GroupInstanceId">The fixed identity, if there is one.</param>
public sealed record ConsumerGroupMetadata(string GroupId, int GenerationId = -1, string MemberId = "", string? GroupInstanceId = null);
