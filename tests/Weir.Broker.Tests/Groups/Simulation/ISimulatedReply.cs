namespace Weir.Broker.Tests.Groups.Simulation;

internal interface ISimulatedReply
{
    bool IsAnswered { get; }

    string What { get; }
}
