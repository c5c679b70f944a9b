namespace Weir.Client.Tests.Brokers;

public sealed class WeirTransactionTests(EmbeddedWeir broker) : TransactionSuite<EmbeddedWeir>(broker), IClassFixture<EmbeddedWeir>;
