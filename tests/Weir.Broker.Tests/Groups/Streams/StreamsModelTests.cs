namespace Weir.Broker.Tests.Groups.Streams;

/// <summary>Random schedules on virtual time. A failure names the seed; put it into <see cref="FirstSeed"/> to see it again.</summary>
public sealed class StreamsModelTests(ITestOutputHelper output)
{
    private const int FirstSeed = 1;
    private const int Schedules = 500;

    [Fact]
    public void Streams_group_survives_any_schedule()
    {
        output.WriteLine($"Seeds {FirstSeed} to {FirstSeed + Schedules - 1}.");
        for (int seed = FirstSeed; seed < FirstSeed + Schedules; seed++)
        {
            try
            {
                new StreamsModel(seed).Run();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}: {e.Message}", e);
            }
        }
    }
}
