namespace Weir.Client.Tests.Brokers;

/// <summary>A broker that can be stopped and started again, with its data and at its address.</summary>
public interface IRestartable : IBrokerUnderTest
{
    Task RestartAsync();
}
