namespace Weir.Client.Tests.Brokers;

/// <summary>Weir's broker, speaking only the versions of Apache Kafka 2.1.</summary>
public sealed class WeirAsKafka21() : WeirBehindProxy(Kafka21.Versions);
