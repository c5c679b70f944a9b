namespace Weir.Compat.Tests.Clients;

/// <summary>One topic a driver is to fill or to read.</summary>
internal sealed record TopicPlan(string Name, int Partitions, string Compression, int Count, IReadOnlyList<WireRecord> Records);
