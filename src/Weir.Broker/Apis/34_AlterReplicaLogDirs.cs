using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>AlterReplicaLogDirs, versions 1 to 2 (KIP-113): there is one log directory, so a replica can only stay where it is.</summary>
internal sealed class AlterReplicaLogDirsHandler(BrokerServices services) : ApiHandler<AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse>(1, 2)
{
    protected override ValueTask<AlterReplicaLogDirsResponse?> HandleAsync(AlterReplicaLogDirsRequest request, RequestContext context) =>
        new(Answer(request, Check));

    protected override AlterReplicaLogDirsResponse? ErrorResponse(AlterReplicaLogDirsRequest request, short version, ErrorCode error) =>
        Answer(request, (_, _, _) => error);

    private static AlterReplicaLogDirsResponse Answer(AlterReplicaLogDirsRequest request, Func<string, string, int, ErrorCode> result) => new()
    {
        Results =
        [
            .. from dir in request.Dirs
               from topic in dir.Topics
               from partition in topic.Partitions
               group (partition, result(dir.Path, topic.Name, partition)) by topic.Name into topic
               select new AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult
               {
                   TopicName = topic.Key,
                   Partitions = [.. topic.Select(moved => new AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult { PartitionIndex = moved.partition, ErrorCode = moved.Item2 })],
               },
        ],
    };

    private ErrorCode Check(string path, string topic, int partition)
    {
        if (!string.Equals(Path.TrimEndingDirectorySeparator(path), Path.TrimEndingDirectorySeparator(services.Logs.Path), StringComparison.Ordinal))
        {
            return ErrorCode.LogDirNotFound;
        }

        return services.Topics.TryGetPartition(topic, partition, out _) ? ErrorCode.None : ErrorCode.UnknownTopicOrPartition;
    }
}
