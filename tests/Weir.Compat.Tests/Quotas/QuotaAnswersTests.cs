using System.Net;
using System.Net.Sockets;
using System.Text;
using Weir.Compat.Tests.Harness;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Compat.Tests.Quotas;

/// <summary>Weir and Apache Kafka are given the same limits, and must refuse and throttle alike. Brokers of their own: every test speaks as the same client.</summary>
public sealed class QuotaAnswersTests
{
    private const string Topic = "quotas";
    private const int Batches = 8;
    private const int Connections = 60;

    private static readonly (string Type, string? Name)[] Client = [("client-id", "compat")];

    [CompatFact]
    public async Task Limits_are_refused_and_kept_as_by_Kafka()
    {
        await using var kafka = await BrokerProcess.StartAsync(BrokerKind.Kafka);
        await using var weir = await BrokerProcess.StartAsync(BrokerKind.Weir);
        string[] answers = [await AskAsync(kafka), await AskAsync(weir)];
        TestContext.Current.TestOutputHelper?.WriteLine(answers[0]);
        Assert.Equal(answers[0].Split('\n'), answers[1].Split('\n'));
    }

    private static async Task<string> AskAsync(BrokerProcess broker)
    {
        var answers = new StringBuilder();
        await AskWrongAsync(broker, answers);
        await AskFetchAsync(broker, answers);
        await AskConnectAsync(broker, answers);
        return answers.ToString();
    }

    private static async Task AskWrongAsync(BrokerProcess broker, StringBuilder answers)
    {
        using var client = await WireCaller.ConnectAsync(broker.BootstrapServers);
        foreach (string key in new[] { "producer_byte_rate", "request_percentage", "controller_mutation_rate", "connection_creation_rate", "no_such" })
        {
            foreach (double value in new[] { 0, -1, 1.5, 3e9, 1e19 })
            {
                foreach (var (type, name) in new (string, string?)[] { ("client-id", "wrong"), ("ip", "10.9.8.7") })
                {
                    answers.AppendLine($"{type} {key}={value}: {await AlterAsync(client, [(type, name)], key, value)}");
                }
            }
        }

        await AskHostsAsync(client, answers);
    }

    private static async Task AskHostsAsync(WireCaller client, StringBuilder answers)
    {
        foreach (string? host in new[] { "localhost", "no where", "::1", "1:2", "", null })
        {
            foreach (double? value in new double?[] { 5, null })
            {
                answers.AppendLine($"ip {host}={value}: {await AlterAsync(client, [("ip", host)], "connection_creation_rate", value)}");
            }
        }

        answers.AppendLine($"unknown key of an unknown host: {await AlterAsync(client, [("ip", "no where")], "no_such", 1)}");
    }

    // What the quota allows in its window comes at once; then nothing, and a time to wait. Each fetch takes less than half of that: of one that takes it all, Kafka
    // counts the frame too, and never answers it.
    private static async Task AskFetchAsync(BrokerProcess broker, StringBuilder answers)
    {
        using (var client = await WireCaller.ConnectAsync(broker.BootstrapServers))
        {
            await client.CreateTopicAsync(Topic);
            for (int i = 0; i < Batches; i++)
            {
                await ProduceAsync(client);
            }

            answers.AppendLine(await AlterAsync(client, Client, "consumer_byte_rate", 1000));
            await AwaitQuotaAsync(client, "consumer_byte_rate");
        }

        foreach (short version in new short[] { 4, 11, 12, 11, 4 })
        {
            using var fresh = await WireCaller.ConnectAsync(broker.BootstrapServers);
            var request = new FetchRequest
            {
                ReplicaId = -1,
                MaxBytes = 1 << 20,
                MinBytes = 1,
                SessionEpoch = version < 7 ? -1 : 0,
                Topics = [new() { Topic = Topic, Partitions = [new() { Partition = 0, PartitionMaxBytes = 4500, CurrentLeaderEpoch = -1, LastFetchedEpoch = -1, LogStartOffset = -1 }] }],
            };
            var response = await fresh.CallAsync<FetchRequest, FetchResponse>(request, version);
            int bytes = response.Responses.Sum(topic => topic.Partitions.Sum(partition => partition.Records?.Length ?? 0));
            answers.AppendLine($"fetch v{version}: {response.ErrorCode} topics {response.Responses.Count} batches {bytes / 2000} session {response.SessionId != 0} waits {response.ThrottleTimeMs > 0}");
        }

        // On a connection that is not read from for now nothing more could be asked.
        using var last = await WireCaller.ConnectAsync(broker.BootstrapServers);
        answers.AppendLine(await AlterAsync(last, Client, "consumer_byte_rate", null));
    }

    // Kafka counts what came before the limit was set; how many get through is its own affair, and a matter of time.
    private static async Task AskConnectAsync(BrokerProcess broker, StringBuilder answers)
    {
        using var admin = await WireCaller.ConnectAsync(broker.BootstrapServers);
        answers.AppendLine(await AlterAsync(admin, [("ip", "127.0.0.1")], "connection_creation_rate", 1));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        List<Socket> sockets = [];
        try
        {
            for (int i = 0; i < Connections; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(IPEndPoint.Parse(broker.BootstrapServers), patience.Token);
            }

            // Who may stay hears nothing as long as it asks nothing.
            var first = await Task.WhenAny(sockets.Select(socket => IsClosedAsync(socket, patience.Token)));
            answers.AppendLine($"connections are refused by being closed: {await first}");
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }

        answers.AppendLine(await AlterAsync(admin, [("ip", "127.0.0.1")], "connection_creation_rate", null));
    }

    private static async Task<bool> IsClosedAsync(Socket socket, CancellationToken cancellation)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], cancellation) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static async Task ProduceAsync(WireCaller client)
    {
        using var builder = new RecordBatchBuilder();
        builder.Append(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), NullableBytes.Null, new byte[2000]);
        var response = await client.CallAsync<ProduceRequest, ProduceResponse>(
            new() { Acks = -1, TimeoutMs = 30_000, TopicData = [new() { Name = Topic, PartitionData = [new() { Index = 0, Records = builder.Build() }] }] }, 9);
        Assert.Equal(ErrorCode.None, response.Responses.Single().PartitionResponses.Single().ErrorCode);
    }

    private static async Task<string> AlterAsync(WireCaller client, (string Type, string? Name)[] entity, string key, double? value)
    {
        var response = await client.CallAsync<AlterClientQuotasRequest, AlterClientQuotasResponse>(
            new()
            {
                Entries =
                [
                    new()
                    {
                        Entity = [.. entity.Select(part => new AlterClientQuotasRequest.EntityData { EntityType = part.Type, EntityName = part.Name })],
                        Ops = [new() { Key = key, Value = value ?? 0, Remove = value is null }],
                    },
                ],
            },
            1);
        return $"{response.Entries.Single().ErrorCode} {response.Entries.Single().ErrorMessage}";
    }

    private static async Task AwaitQuotaAsync(WireCaller client, string key)
    {
        DescribeClientQuotasResponse found;
        do
        {
            found = await client.CallAsync<DescribeClientQuotasRequest, DescribeClientQuotasResponse>(
                new() { Strict = true, Components = [new() { EntityType = Client[0].Type, MatchType = 0, Match = Client[0].Name }] }, 1);
        }
        while (!found.Entries!.Exists(entry => entry.Values.Exists(value => value.Key == key)));
    }
}
