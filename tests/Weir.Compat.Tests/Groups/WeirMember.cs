using System.Text.Json;
using System.Threading.Channels;
using Weir.Client;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Groups;

/// <summary>Weir's own consumer as a member of a mixed group; speaks as the drivers of the other libraries do.</summary>
/// <remarks>Thread model: the consumer lives in one task; lines leave it through a channel, and being told anything ends it.</remarks>
internal sealed class WeirMember : IConversation, IRebalanceListener
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _leave = new();
    private readonly Task _running;

    public WeirMember(string bootstrapServers, string topic, string group, string assignor) =>
        _running = Task.Run(() => ConsumeAsync(bootstrapServers, topic, group, assignor));

    public Task SayAsync(string line) => _leave.CancelAsync();

    public async Task<string> HearAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            return await _lines.Reader.ReadAsync(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            throw new InvalidOperationException($"Weir's member is silent or has ended: {_running.Exception}", e);
        }
    }

    public async Task<int> EndAsync(TimeSpan patience)
    {
        await _running.WaitAsync(patience);
        return 0;
    }

    public ValueTask OnAssignedAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => Say("assigned", partitions);

    public ValueTask OnRevokedAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => Say("revoked", partitions);

    public ValueTask OnLostAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken) => Say("revoked", partitions);

    public async ValueTask DisposeAsync()
    {
        await _leave.CancelAsync();
        await Task.WhenAny(_running);
        _leave.Dispose();
    }

    private async Task ConsumeAsync(string bootstrapServers, string topic, string group, string assignor)
    {
        try
        {
            var options = new ConsumerOptions
            {
                BootstrapServers = bootstrapServers,
                GroupId = group,
                AutoOffsetReset = AutoOffsetReset.Earliest,
                EnableAutoCommit = false,
                GroupProtocol = assignor == "consumer" ? GroupProtocol.Consumer : GroupProtocol.Classic,
                PartitionAssignmentStrategy = [assignor == "range" ? AssignmentStrategy.Range : AssignmentStrategy.CooperativeSticky],
                SessionTimeout = TimeSpan.FromSeconds(10),
                HeartbeatInterval = TimeSpan.FromMilliseconds(500),
            };
            await using var consumer = new Consumer<byte[]?, byte[]?>(options, Deserializers.ByteArray, Deserializers.ByteArray);
            consumer.Subscribe([topic], this);
            await ReadAsync(consumer);
        }
        finally
        {
            _lines.Writer.TryWrite("""{"event":"left","partitions":[]}""");
            _lines.Writer.TryComplete();
        }
    }

    private async Task ReadAsync(Consumer<byte[]?, byte[]?> consumer)
    {
        try
        {
            await foreach (var result in consumer.ConsumeAsync(_leave.Token))
            {
                _lines.Writer.TryWrite(JsonSerializer.Serialize(new { @event = "record", partition = result.Partition, offset = result.Offset }));
                await consumer.CommitAsync(result);
            }
        }
        catch (OperationCanceledException) when (_leave.IsCancellationRequested)
        {
            // Told to leave.
        }
    }

    private ValueTask Say(string name, IReadOnlyCollection<TopicPartition> partitions)
    {
        _lines.Writer.TryWrite(JsonSerializer.Serialize(new { @event = name, partitions = partitions.Select(p => p.Partition) }));
        return ValueTask.CompletedTask;
    }
}
