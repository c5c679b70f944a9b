using Weir.Broker.Groups;

namespace Weir.Broker.Tests.Groups.Simulation;

/// <summary>A parked request of the simulation; answering it twice is a failure.</summary>
internal sealed class SimulatedReply<T>(string what, Action<T> deliver) : IReplyTo<T>, ISimulatedReply
{
    public bool IsAnswered { get; private set; }

    public string What { get; } = what;

    public void Send(T response)
    {
        if (IsAnswered)
        {
            throw new SimulationException($"{What} is answered for the second time.");
        }

        IsAnswered = true;
        deliver(response);
    }
}
