using Weir.Broker.Tests.Transactions.Simulation;

namespace Weir.Broker.Tests.Transactions;

/// <summary>Random schedules of producers, flushes, timeouts and crashes.</summary>
public sealed class TransactionModelTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_schedule_keeps_transactions_whole(bool bumpsEpoch)
    {
        int committed = 0;
        int aborted = 0;
        for (int seed = 0; seed < 3000; seed++)
        {
            var simulation = new TransactionSimulation(seed, bumpsEpoch);
            simulation.Run(steps: 200);
            committed += simulation.Committed;
            aborted += simulation.Aborted;
        }

        // The schedules must reach what they are about.
        Assert.True(committed > 1000 && aborted > 1000, $"{committed} commits and {aborted} aborts were answered");
    }
}
