namespace Weir.Client.Tests.Brokers;

public sealed class KafkaShareGroupTests(ApacheKafka broker) : ShareGroupSuite<ApacheKafka>(broker), IClassFixture<ApacheKafka>;
