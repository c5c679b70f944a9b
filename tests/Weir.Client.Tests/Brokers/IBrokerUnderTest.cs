namespace Weir.Client.Tests.Brokers;

/// <summary>A broker to run the client's tests against.</summary>
public interface IBrokerUnderTest : IAsyncLifetime
{
    string BootstrapServers { get; }
}
