namespace Weir.Broker.Tests.Groups.Consumer;

/// <summary>Random schedules on virtual time. A failure names the seed; put it into <see cref="FirstSeed"/> to see it again.</summary>
public sealed class ConsumerModelTests(ITestOutputHelper output)
{
    private const int FirstSeed = 1;
    private const int Schedules = 500;

    [Fact]
    public void Consumer_group_survives_any_schedule()
    {
        output.WriteLine($"Seeds {FirstSeed} to {FirstSeed + Schedules - 1}.");
        for (int seed = FirstSeed; seed < FirstSeed + Schedules; seed++)
        {
            try
            {
                new ConsumerModel(seed).Run();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}: {e.Message}", e);
            }
        }
    }
}
