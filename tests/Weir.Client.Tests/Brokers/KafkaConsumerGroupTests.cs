namespace Weir.Client.Tests.Brokers;

public sealed class KafkaConsumerGroupTests(ApacheKafka broker) : ConsumerGroupSuite<ApacheKafka>(broker), IClassFixture<ApacheKafka>;
