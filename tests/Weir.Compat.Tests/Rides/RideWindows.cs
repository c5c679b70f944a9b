using System.Globalization;
using Weir.Client;

namespace Weir.Compat.Tests.Rides;

/// <summary>The topics of a windowed count of the rides: publishes the rides, and knows what has to come out.</summary>
internal sealed class RideWindows(string bootstrapServers, string name) : IAsyncDisposable
{
    private const int Partitions = 2;
    private const string ClosingTime = "2020-07-03 00:00:00";
    private const string ClosingKey = "2020-07-03 00:00 0";

    private readonly Queue<(string Time, string Location)> _unpublished = [];
    private readonly Dictionary<string, int> _published = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _updates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _finals = new(StringComparer.Ordinal);
    private readonly Producer<string?, string?> _producer = new(new ProducerOptions { BootstrapServers = bootstrapServers }, Serializers.String, Serializers.String);
    private readonly Consumer<string?, string?> _consumer = new(
        new ConsumerOptions { BootstrapServers = bootstrapServers, AutoOffsetReset = AutoOffsetReset.Earliest }, Deserializers.String, Deserializers.String);

    public string Rides { get; } = name + "-rides";

    public string Updates { get; } = name + "-updates";

    public string Finals { get; } = name + "-finals";

    public int Published => _published.Values.Sum();

    /// <summary>Rides that are in the counts read so far.</summary>
    public int Counted => _updates.Values.Sum(counts => counts[^1]);

    /// <summary>Windows that are closed, of all that have to be in the end.</summary>
    public bool AreAllClosed => _finals.Count >= _published.Count;

    /// <summary>Makes the topics, and reads the rides.</summary>
    public async Task CreateAsync()
    {
        await using var admin = new AdminClient(new AdminOptions { BootstrapServers = bootstrapServers });
        await admin.CreateTopicsAsync([new NewTopic(Rides, Partitions), new NewTopic(Updates, Partitions), new NewTopic(Finals, Partitions)]);
        _consumer.Assign([.. Parts(Updates), .. Parts(Finals)]);

        List<string> times = await RidesFixture.ColumnAsync("tpep_pickup_datetime");
        List<string> locations = await RidesFixture.ColumnAsync("PULocationID");
        foreach (var ride in times.Zip(locations).OrderBy(ride => ride.First, StringComparer.Ordinal))
        {
            _unpublished.Enqueue(ride);
        }
    }

    /// <summary>Publishes the next rides, in the order in which they began.</summary>
    /// <param name="most">How many of those that are left.</param>
    public async Task PublishAsync(int most)
    {
        for (int left = most; left > 0 && _unpublished.TryDequeue(out var ride); left--)
        {
            var (time, location) = ride;
            var window = $"{time[..15]}0 {location}";
            _published[window] = _published.GetValueOrDefault(window) + 1;
            await PublishAsync(time, location);
        }

        await _producer.FlushAsync();
    }

    /// <summary>Publishes a ride so much later than all others that the watermark passes their windows.</summary>
    public async Task PublishClosingRideAsync()
    {
        await PublishAsync(ClosingTime, "0");
        await _producer.FlushAsync();
    }

    /// <summary>Reads counts until a condition holds, or the time is up.</summary>
    public async Task ReadUntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        if (condition())
        {
            return;
        }

        await foreach (ConsumeResult<string?, string?> record in _consumer.ConsumeAsync(cancellationToken))
        {
            Dictionary<string, List<int>> counts = record.Topic == Updates ? _updates : _finals;
            if (!counts.TryGetValue(record.Key!, out var values))
            {
                counts.Add(record.Key!, values = []);
            }

            values.Add(int.Parse(record.Value!, CultureInfo.InvariantCulture));
            if (condition())
            {
                return;
            }
        }
    }

    /// <summary>Each window ends with the number of its rides. A batch that is done again says the same again, never less and never more.</summary>
    public void AssertCounted()
    {
        IEnumerable<string> expected = Text(_published.Select(window => (window.Key, window.Value)));
        Assert.Equal(expected, Text(_updates.Where(window => window.Key != ClosingKey).Select(window => (window.Key, window.Value[^1]))));
        Assert.All(_updates.Values, counts => Assert.Equal(counts.Order(), counts));
        Assert.Equal(expected, Text(_finals.SelectMany(window => window.Value.Distinct().Select(count => (window.Key, count)))));
    }

    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync();
        await _consumer.DisposeAsync();
    }

    private static IEnumerable<TopicPartition> Parts(string topic) => Enumerable.Range(0, Partitions).Select(partition => new TopicPartition(topic, partition));

    private static IEnumerable<string> Text(IEnumerable<(string Window, int Count)> counts) =>
        counts.Select(each => $"{each.Window}: {each.Count}").Order(StringComparer.Ordinal);

    private async Task PublishAsync(string time, string location)
    {
        var ride = $$"""{"PULocationID":{{location}},"tpep_pickup_datetime":"{{time}}"}""";
        await _producer.PostAsync(new ProducerRecord<string?, string?>(Rides, location, ride));
    }
}
