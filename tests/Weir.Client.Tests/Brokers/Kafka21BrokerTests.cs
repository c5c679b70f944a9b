namespace Weir.Client.Tests.Brokers;

/// <summary>The whole suite in the versions of Kafka 2.1.</summary>
public sealed class Kafka21BrokerTests(WeirAsKafka21 broker) : ClientSuite<WeirAsKafka21>(broker), IClassFixture<WeirAsKafka21>
{
    // Came with Kafka 2.4 (KIP-496).
    protected override bool CanDeleteGroupOffsets => false;
}
