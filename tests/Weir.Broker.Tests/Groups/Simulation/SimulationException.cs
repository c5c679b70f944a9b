namespace Weir.Broker.Tests.Groups.Simulation;

/// <summary>An invariant of the group protocol does not hold.</summary>
public sealed class SimulationException : Exception
{
    public SimulationException()
    {
    }

    public SimulationException(string message)
        : base(message)
    {
    }

    public SimulationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
