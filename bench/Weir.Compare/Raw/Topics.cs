using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compare.Raw;

internal static class Topics
{
    public static void Create(int port, string topic, int partitions = 1, params (string Name, string Value)[] settings)
    {
        using var connection = new RawConnection(port);
        var request = new CreateTopicsRequest { TimeoutMs = 30_000 };
        request.Topics.Add(new CreateTopicsRequest.CreatableTopic
        {
            Name = topic,
            NumPartitions = partitions,
            ReplicationFactor = 1,
            Configs =
            [
                new() { Name = "file.delete.delay.ms", Value = "0" }, // a deleted topic shall not stay in the way of the next load
                .. settings.Select(setting => new CreateTopicsRequest.CreatableTopicConfig { Name = setting.Name, Value = setting.Value }),
            ],
        });
        CreateTopicsResponse response = connection.Ask<CreateTopicsRequest, CreateTopicsResponse>(request, 4);
        ErrorCode error = response.Topics[0].ErrorCode;
        if (error is not (ErrorCode.None or ErrorCode.TopicAlreadyExists))
        {
            throw new InvalidOperationException($"creating topic {topic}: {error} {response.Topics[0].ErrorMessage}");
        }

        AwaitLeader(connection, topic);
    }

    /// <summary>Changes a setting of all brokers while they run.</summary>
    public static void SetBrokerDefault(int port, string name, string value)
    {
        using var connection = new RawConnection(port);
        const sbyte broker = 4;
        var request = new IncrementalAlterConfigsRequest
        {
            Resources = [new() { ResourceType = broker, ResourceName = "", Configs = [new() { Name = name, Value = value }] }],
        };
        IncrementalAlterConfigsResponse response = connection.Ask<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(request, 0);
        if (response.Responses[0].ErrorCode != ErrorCode.None)
        {
            throw new InvalidOperationException($"{name}: {response.Responses[0].ErrorCode} {response.Responses[0].ErrorMessage}");
        }
    }

    /// <summary>Deletes every topic but the internal ones, and with them their memory and disk.</summary>
    public static void DeleteAll(int port)
    {
        using var connection = new RawConnection(port);
        MetadataResponse found = connection.Ask<MetadataRequest, MetadataResponse>(new MetadataRequest { Topics = null }, 4);
        var request = new DeleteTopicsRequest { TimeoutMs = 60_000, TopicNames = [.. found.Topics.Where(t => !t.IsInternal).Select(t => t.Name!)] };
        DeleteTopicsResponse response = connection.Ask<DeleteTopicsRequest, DeleteTopicsResponse>(request, 3);
        if (response.Responses.FirstOrDefault(r => r.ErrorCode != ErrorCode.None) is { } failed)
        {
            throw new InvalidOperationException($"deleting topic {failed.Name}: {failed.ErrorCode}");
        }
    }

    private static void AwaitLeader(RawConnection connection, string topic)
    {
        var request = new MetadataRequest { Topics = [new MetadataRequest.MetadataRequestTopic { Name = topic }], AllowAutoTopicCreation = false };
        while (true)
        {
            MetadataResponse response = connection.Ask<MetadataRequest, MetadataResponse>(request, 4);
            if (response.Topics[0].ErrorCode == ErrorCode.None && response.Topics[0].Partitions.All(p => p.ErrorCode == ErrorCode.None && p.LeaderId >= 0))
            {
                return;
            }

            Thread.Sleep(10);
        }
    }
}
