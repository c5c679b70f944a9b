using Microsoft.Extensions.Logging.Abstractions;
using Weir.Broker;
using Weir.Log;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Benchmarks.Allocations;

/// <summary>A whole broker behind a socket. What does not grow with the number of records is allocated per request, not per record.</summary>
/// <remarks>Thread model: one caller.</remarks>
internal sealed class BrokerCases : IAsyncDisposable
{
    private const int Calls = 1000;
    private const int FewRecords = 1;
    private const int ManyRecords = 500;
    private const int FewBytes = 16 * 1024;
    private const int ManyBytes = 64 * 1024;
    private const short ProduceVersion = 9;
    private const short FetchVersion = 12;

    private readonly DirectoryInfo _folder;
    private readonly BrokerServer _broker;
    private readonly BrokerConnection _connection;

    private BrokerCases(DirectoryInfo folder, BrokerServer broker)
    {
        _folder = folder;
        _broker = broker;
        _connection = new BrokerConnection(broker.BoundEndpoint.Port);
    }

    public static async Task<BrokerCases> StartAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("weir-benchmarks-");
        var options = new BrokerOptions { DataDirectory = folder.FullName, Durability = Durability.Os, Listen = new("127.0.0.1", 0) };
        var cases = new BrokerCases(folder, await BrokerServer.StartAsync(options, NullLoggerFactory.Instance, TimeProvider.System));
        cases.CreateTopic();
        return cases;
    }

    public IEnumerable<AllocationCase> All()
    {
        yield return new("broker produce acks=1, per request", () => Produce(FewRecords, acks: 1));
        yield return new("broker produce acks=1, per record", () => (Produce(ManyRecords, acks: 1) - Produce(FewRecords, acks: 1)) / (ManyRecords - FewRecords));
        yield return new("broker produce acks=all, per request", () => Produce(FewRecords, acks: -1));
        yield return new("broker produce acks=all, per record", () => (Produce(ManyRecords, acks: -1) - Produce(FewRecords, acks: -1)) / (ManyRecords - FewRecords));
        yield return new("broker fetch, per request", () => Fetch(FewBytes));
        yield return new("broker fetch, per record", FetchPerRecord);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _broker.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private void CreateTopic()
    {
        var request = new CreateTopicsRequest { Topics = [new() { Name = SampleMessages.Topic, NumPartitions = 1, ReplicationFactor = 1 }] };
        const short Version = 5;
        CreateTopicsResponse response = Read<CreateTopicsResponse>(_connection.Exchange(BrokerConnection.Frame(request, Version)), Version);
        ThrowIfFailed(response.Topics[0].ErrorCode);
    }

    private double Produce(int records, short acks)
    {
        byte[] frame = BrokerConnection.Frame(SampleMessages.ProduceRequest(SampleBatches.Build(records, 100), acks), ProduceVersion);
        ProduceResponse response = Read<ProduceResponse>(_connection.Exchange(frame), ProduceVersion);
        ThrowIfFailed(response.Responses[0].PartitionResponses[0].ErrorCode);
        return AllocationMeter.OfProcess(Calls, () => _connection.Exchange(frame));
    }

    private double FetchPerRecord()
    {
        byte[] batch = SampleBatches.Build(ManyRecords, 100);
        double records = (double)(ManyBytes - FewBytes) * ManyRecords / batch.Length;
        return (Fetch(ManyBytes) - Fetch(FewBytes)) / records;
    }

    private double Fetch(int maxBytes)
    {
        Produce(ManyRecords, acks: 1);
        byte[] frame = BrokerConnection.Frame(SampleMessages.FetchRequest(0, maxBytes), FetchVersion);
        FetchResponse response = Read<FetchResponse>(_connection.Exchange(frame), FetchVersion);
        FetchResponse.PartitionData data = response.Responses[0].Partitions[0];
        ThrowIfFailed(data.ErrorCode);
        if (data.Records.GetValueOrDefault().Length == 0)
        {
            throw new InvalidOperationException("The broker answered a fetch without records.");
        }

        return AllocationMeter.OfProcess(Calls, () => _connection.Exchange(frame));
    }

    // Every response of these versions has a flexible header: correlation id and an empty section of tagged fields.
    private static TResponse Read<TResponse>(ReadOnlyMemory<byte> frame, short version)
        where TResponse : IApiMessage, new()
    {
        var response = new TResponse();
        var reader = new ProtocolReader(frame);
        _ = reader.ReadInt32();
        reader.SkipTaggedFields();
        response.Read(ref reader, version);
        return response;
    }

    private static void ThrowIfFailed(ErrorCode error)
    {
        if (error != ErrorCode.None)
        {
            throw new InvalidOperationException($"The broker answered {error}.");
        }
    }
}
