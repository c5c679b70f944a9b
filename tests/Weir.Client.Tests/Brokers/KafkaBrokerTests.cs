namespace Weir.Client.Tests.Brokers;

public sealed class KafkaBrokerTests(ApacheKafka broker) : ClientSuite<ApacheKafka>(broker), IClassFixture<ApacheKafka>;
