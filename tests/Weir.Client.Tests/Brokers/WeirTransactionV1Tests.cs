namespace Weir.Client.Tests.Brokers;

public sealed class WeirTransactionV1Tests(WeirWithTransactionsV1 broker) : TransactionSuite<WeirWithTransactionsV1>(broker), IClassFixture<WeirWithTransactionsV1>;
