using System.Globalization;
using Weir.Client;

namespace Weir.Compat.Tests.Streams;

/// <summary>The topics of a word count: writes lines, and knows what has to come out.</summary>
internal sealed class Words(string bootstrapServers, string name) : IAsyncDisposable
{
    private const int Partitions = 4;
    private const int Vocabulary = 13;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Dictionary<string, int> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _read = new(StringComparer.Ordinal);
    private readonly Producer<string?, string?> _producer = new(new ProducerOptions { BootstrapServers = bootstrapServers }, Serializers.String, Serializers.String);
    private readonly Consumer<string?, string?> _consumer = new(
        new ConsumerOptions { BootstrapServers = bootstrapServers, AutoOffsetReset = AutoOffsetReset.Earliest, IsolationLevel = IsolationLevel.ReadCommitted },
        Deserializers.String,
        Deserializers.String);

    private int _next;

    public string BootstrapServers { get; } = bootstrapServers;

    public string Application { get; } = name;

    public string Input { get; } = name + "-lines";

    public string Output { get; } = name + "-counts";

    public static IEnumerable<string> All => Enumerable.Range(0, Vocabulary).Select(Word);

    private static string Word(int number) => string.Create(CultureInfo.InvariantCulture, $"w{number % Vocabulary}");

    public async Task CreateAsync()
    {
        await using var admin = new AdminClient(new AdminOptions { BootstrapServers = BootstrapServers });
        await admin.CreateTopicsAsync([new NewTopic(Input, Partitions), new NewTopic(Output, Partitions)]);
        _consumer.Assign(Enumerable.Range(0, Partitions).Select(partition => new TopicPartition(Output, partition)));
    }

    /// <summary>Has members of the streams protocol taken for dead late: without transactions their records would be counted twice.</summary>
    public async Task BePatientAsync()
    {
        await using var admin = new AdminClient(new AdminOptions { BootstrapServers = BootstrapServers });
        await admin.AlterConfigsAsync(ConfigResource.Group(Application), [ConfigChange.Set("streams.session.timeout.ms", "45000")]);
    }

    /// <summary>Writes lines of three words, to all partitions.</summary>
    public async Task WriteAsync(int lines)
    {
        for (int i = 0; i < lines; i++, _next++)
        {
            string[] words = [Word(_next), Word(_next / 2), Word(_next * 7)];
            foreach (var word in words)
            {
                _written[word] = _written.GetValueOrDefault(word) + 1;
            }

            await _producer.PostAsync(new ProducerRecord<string?, string?>(Input, null, string.Join(' ', words)) { Partition = _next % Partitions });
        }

        await _producer.FlushAsync();
    }

    /// <summary>Waits until everything written is counted; each word's counts have to be 1, 2, 3 and so on, with none left out and none twice.</summary>
    public async Task AssertCountedAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // What is missing is told below.
        }

        Assert.Equal(
            _written.OrderBy(word => word.Key, StringComparer.Ordinal).Select(word => $"{word.Key} {string.Join(' ', Enumerable.Range(1, word.Value))}"),
            _read.OrderBy(word => word.Key, StringComparer.Ordinal).Select(word => $"{word.Key} {string.Join(' ', word.Value)}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync();
        await _consumer.DisposeAsync();
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        if (_written.Values.Sum() == _read.Values.Sum(counts => counts.Count))
        {
            return;
        }

        await foreach (var counted in _consumer.ConsumeAsync(cancellationToken))
        {
            if (!_read.TryGetValue(counted.Key!, out var counts))
            {
                _read.Add(counted.Key!, counts = []);
            }

            counts.Add(int.Parse(counted.Value!, CultureInfo.InvariantCulture));
            if (_written.Values.Sum() == _read.Values.Sum(each => each.Count))
            {
                return;
            }
        }
    }
}
