using Weir.Broker.Tests.Groups.Simulation;

namespace Weir.Broker.Tests.Groups;

/// <summary>Random schedules on virtual time. A failure names the seed; put it into <see cref="FirstSeed"/> to see it again.</summary>
public sealed class GroupModelTests(ITestOutputHelper output)
{
    private const int FirstSeed = 1;
    private const int Schedules = 1_500;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Group_survives_any_schedule(bool cooperative)
    {
        output.WriteLine($"Seeds {FirstSeed} to {FirstSeed + Schedules - 1}.");
        for (int seed = FirstSeed; seed < FirstSeed + Schedules; seed++)
        {
            try
            {
                new GroupSimulation(seed, cooperative).Run();
            }
            catch (Exception e)
            {
                throw new SimulationException($"Seed {seed}: {e.Message}", e);
            }
        }
    }
}
