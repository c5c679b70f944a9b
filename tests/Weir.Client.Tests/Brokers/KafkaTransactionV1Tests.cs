namespace Weir.Client.Tests.Brokers;

public sealed class KafkaTransactionV1Tests(KafkaWithTransactionsV1 broker) : TransactionSuite<KafkaWithTransactionsV1>(broker), IClassFixture<KafkaWithTransactionsV1>;
