using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker.Tests.Groups.Simulation;

/// <summary>What must hold whatever the network and the coordinator's machine do.</summary>
internal sealed class SimulationInvariants
{
    private readonly Dictionary<(int Generation, int Partition), string> _owners = [];
    private int _newestAssignedGeneration;
    private (int Crashes, int Generation) _newest;
    private int _lives;

    /// <summary>A sync was answered: within a generation no partition has two owners, and assigned generations never go back, not even through a crash.</summary>
    public void Assigned(int generation, string member, SyncGroupResponse response)
    {
        if (response.ErrorCode != ErrorCode.None)
        {
            return;
        }

        if (generation < _newestAssignedGeneration)
        {
            throw new SimulationException($"{member} is given a part of generation {generation} after one of {_newestAssignedGeneration}.");
        }

        _newestAssignedGeneration = generation;
        foreach (int partition in SimulatedAssignor.DecodeAssignment(response.Assignment))
        {
            if (!_owners.TryAdd((generation, partition), member) && _owners[(generation, partition)] != member)
            {
                throw new SimulationException($"Partition {partition} belongs to {_owners[(generation, partition)]} and to {member} in generation {generation}.");
            }
        }
    }

    public static void CommitAnswered(ErrorCode error, bool stale)
    {
        if (stale && error == ErrorCode.None)
        {
            throw new SimulationException("A commit of an old generation was taken.");
        }
    }

    /// <summary>After every event.</summary>
    public void Check(SimulatedCoordinator coordinator)
    {
        if (coordinator.Lives != _lives)
        {
            _lives = coordinator.Lives;
            _newest = default;
            _newestAssignedGeneration = 0;
            _owners.Clear();
        }

        int generation = coordinator.Machine.Generation;
        if (coordinator.Crashes == _newest.Crashes && generation < _newest.Generation)
        {
            throw new SimulationException($"The generation went back from {_newest.Generation} to {generation}.");
        }

        if (generation < _newestAssignedGeneration)
        {
            throw new SimulationException($"Generation {_newestAssignedGeneration} was assigned, and the group is in {generation}.");
        }

        _newest = (coordinator.Crashes, generation);
        foreach ((int partition, long offset) in coordinator.ExpectedOffsets)
        {
            long? held = coordinator.Machine.Offsets.GetValueOrDefault(new Broker.Groups.TopicPartition(SimulatedAssignor.Topic, partition))?.Offset;
            if (held != offset)
            {
                throw new SimulationException($"Partition {partition} has offset {held?.ToString() ?? "none"}, committed is {offset}.");
            }
        }
    }
}
