namespace Weir.Client.Tests;

public sealed class SerialDrainTests
{
    [Fact]
    public void Work_that_threw_runs_again_at_the_next_poke()
    {
        int runs = 0;
        var drain = new SerialDrain(() =>
        {
            if (++runs == 1)
            {
                throw new InvalidOperationException("once");
            }
        });
        Assert.Equal("once", Assert.Throws<InvalidOperationException>(() => drain.Poke(onThisThread: true)).Message);
        drain.Poke(onThisThread: true);
        Assert.Equal(2, runs);
    }

    [Fact]
    public void Poke_during_work_that_throws_is_not_lost()
    {
        int runs = 0;
        SerialDrain? drain = null;
        drain = new SerialDrain(() =>
        {
            if (++runs == 1)
            {
                drain!.Poke(onThisThread: true);
                throw new InvalidOperationException("once");
            }
        });
        Assert.Throws<InvalidOperationException>(() => drain.Poke(onThisThread: true));
        Assert.Equal(2, runs);
    }
}
