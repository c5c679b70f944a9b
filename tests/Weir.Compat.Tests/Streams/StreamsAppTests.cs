using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Streams;

/// <summary>Kafka Streams applications, in the classic protocol and in that of KIP-1071: a repartition topic, a changelog, and every word counted once.</summary>
public sealed class StreamsAppTests(CompatEnvironment environment, StreamsBroker broker) : IClassFixture<StreamsBroker>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private const int Lines = 400;

    [CompatTheory]
    [InlineData("classic", "at_least_once")]
    [InlineData("classic", "exactly_once_v2")]
    [InlineData("streams", "at_least_once")]
    [InlineData("streams", "exactly_once_v2")]
    public async Task Application_that_is_started_again_goes_on_where_it_was(string protocol, string guarantee)
    {
        await using var words = await CreateAsync();
        if (guarantee == "at_least_once")
        {
            await words.BePatientAsync();
        }

        await words.WriteAsync(Lines);
        await using (var first = await WordCountInstance.StartAsync(words, protocol, guarantee))
        {
            await words.AssertCountedAsync();
            await first.CloseAsync();
        }

        await words.WriteAsync(Lines);
        await using var second = await WordCountInstance.StartAsync(words, protocol, guarantee);
        await words.AssertCountedAsync();
        await second.CloseAsync();
    }

    [CompatTheory]
    [InlineData("classic")]
    [InlineData("streams")]
    public async Task Instance_that_is_killed_is_taken_over_exactly_once(string protocol)
    {
        await using var words = await CreateAsync();
        await words.WriteAsync(Lines);
        await using var first = await WordCountInstance.StartAsync(words, protocol, "exactly_once_v2", "one");
        await using var second = await WordCountInstance.StartAsync(words, protocol, "exactly_once_v2", "two");

        await UntilAsync(async () =>
        {
            string[] hosts = await first.HostsAsync();
            string[] again = await second.HostsAsync();
            return hosts.Contains(first.Server) && hosts.Contains(second.Server) && hosts.SequenceEqual(again);
        });
        await words.AssertCountedAsync();

        await words.WriteAsync(Lines);
        await first.KillAsync();
        await words.WriteAsync(Lines);
        await words.AssertCountedAsync();
        await UntilAsync(async () => (await second.HostsAsync()).All(host => host == second.Server));
        await second.CloseAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "it did not come to that");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private async Task<Words> CreateAsync()
    {
        var words = new Words(await broker.BootstrapAsync(), environment.Unique("words"));
        await words.CreateAsync();
        return words;
    }
}
