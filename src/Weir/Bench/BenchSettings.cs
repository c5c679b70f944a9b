namespace Weir.Bench;

/// <summary>What <c>weir bench</c> measures.</summary>
/// <param name="Topic">A topic to use; null makes one and deletes it afterwards.</param>
/// <param name="Partitions">Partitions of the topic that is made.</param>
/// <param name="ReplicationFactor">Copies of each of its partitions; -1 is the broker's default.</param>
/// <param name="Records">Records of the two throughput runs.</param>
/// <param name="RecordSize">Bytes of each value, at least 8.</param>
/// <param name="Rate">Records per second of the latency run; 0 leaves it out.</param>
/// <param name="LatencyTime">Length of the latency run.</param>
internal sealed record BenchSettings(
    string? Topic, int Partitions, int ReplicationFactor, long Records, int RecordSize, int Rate, TimeSpan LatencyTime);
