namespace Weir.Client.Tests.Brokers;

public sealed class KafkaTransactionTests(ApacheKafka broker) : TransactionSuite<ApacheKafka>(broker), IClassFixture<ApacheKafka>;
