namespace Weir.Client.Tests.Brokers;

public sealed class WeirConsumerGroupTests(EmbeddedWeir broker) : ConsumerGroupSuite<EmbeddedWeir>(broker), IClassFixture<EmbeddedWeir>;
