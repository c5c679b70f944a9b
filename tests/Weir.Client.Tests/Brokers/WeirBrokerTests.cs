namespace Weir.Client.Tests.Brokers;

public sealed class WeirBrokerTests(EmbeddedWeir broker) : ClientSuite<EmbeddedWeir>(broker), IClassFixture<EmbeddedWeir>;
