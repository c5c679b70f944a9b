namespace Weir.Client.Tests.Brokers;

public sealed class WeirShareGroupTests(EmbeddedWeir broker) : ShareGroupSuite<EmbeddedWeir>(broker), IClassFixture<EmbeddedWeir>;
