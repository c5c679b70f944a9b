using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// DescribeLogDirs, versions 1 to 5 (KIP-113): the one log directory with the size of its partitions, of all or of those asked for. v4 adds
/// the room of the disk (KIP-827), v5 whether the directory is cordoned, which it never is.
/// </summary>
internal sealed class DescribeLogDirsHandler(BrokerServices services) : ApiHandler<DescribeLogDirsRequest, DescribeLogDirsResponse>(1, 5)
{
    protected override ValueTask<DescribeLogDirsResponse?> HandleAsync(DescribeLogDirsRequest request, RequestContext context)
    {
        var drive = new DriveInfo(services.Logs.Path);
        var result = new DescribeLogDirsResponse.DescribeLogDirsResult
        {
            LogDir = services.Logs.Path,
            TotalBytes = drive.TotalSize,
            UsableBytes = drive.AvailableFreeSpace,
        };
        foreach (IGrouping<string, Partition> topic in Wanted(request).GroupBy(partition => partition.Topic.Name, StringComparer.Ordinal))
        {
            result.Topics.Add(new()
            {
                Name = topic.Key,
                Partitions = [.. topic.Select(partition => new DescribeLogDirsResponse.DescribeLogDirsPartition { PartitionIndex = partition.Index, PartitionSize = partition.Log.SizeInBytes })],
            });
        }

        return new ValueTask<DescribeLogDirsResponse?>(new DescribeLogDirsResponse { Results = [result] });
    }

    protected override DescribeLogDirsResponse? ErrorResponse(DescribeLogDirsRequest request, short version, ErrorCode error) => new()
    {
        ErrorCode = error,
        Results = [new() { ErrorCode = error, LogDir = services.Logs.Path }],
    };

    private IEnumerable<Partition> Wanted(DescribeLogDirsRequest request)
    {
        if (request.Topics is null)
        {
            return services.Topics.All.OrderBy(topic => topic.Name, StringComparer.Ordinal).SelectMany(topic => topic.Partitions);
        }

        return from topic in request.Topics
               from index in topic.Partitions.Distinct()
               let partition = services.Topics.TryGetPartition(topic.Topic, index, out Partition? found) ? found : null
               where partition is not null
               select partition;
    }
}
