using System.Security.Cryptography;
using System.Text;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Differential.Steps;

/// <summary>What steps of share groups share.</summary>
internal static class Sharing
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A group that keeps its locks over the whole sequence, and begins with the first record.</summary>
    public const string Group = "s0";

    /// <summary>Ids of members must be such as Kafka's clients make.</summary>
    public static string MemberId(Side side, string name)
    {
        if (name.Length == 0)
        {
            return "";
        }

        var id = KafkaUuid.Format(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(side.Full(name))).AsSpan(0, 16)));
        side.Names.AddText(id, name);
        return id;
    }

    /// <summary>
    /// All members beat until each has what it shall have. How many heartbeats and epochs that takes is the broker's affair: Kafka gives a partition when its delivery
    /// state has been made.
    /// </summary>
    public static async Task SettleAsync(Side side, string group)
    {
        var book = side.Members.Share(group);
        var started = TimeProvider.System.GetTimestamp();
        ShareGroupDescribeResponse.DescribedGroup described;
        do
        {
            foreach (var (name, member) in book.Members.Where(member => member.Value.IsJoined))
            {
                var beat = new ShareGroupHeartbeatRequest { GroupId = side.Full(group), MemberId = MemberId(side, name), MemberEpoch = member.Epoch };
                var answer = await side.CallAsync<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse>(beat, 1);
                Assert.Equal(ErrorCode.None, answer.ErrorCode);
                member.Epoch = answer.MemberEpoch;
            }

            described = (await side.CallAsync<ShareGroupDescribeRequest, ShareGroupDescribeResponse>(new() { GroupIds = [side.Full(group)] }, 1)).Groups.Single();
        }
        while (!await IsQuietAsync(side, book, described) && TimeProvider.System.GetElapsedTime(started) < Patience);
        Assert.True(await IsQuietAsync(side, book, described), $"{group} does not come to rest");
    }

    /// <summary>The offset that the next record of a partition gets; -1 where there is no such partition.</summary>
    public static async Task<long> EndAsync(Side side, string topic, int partition)
    {
        var latest = await side.CallAsync<ListOffsetsRequest, ListOffsetsResponse>(
            new() { ReplicaId = -1, Topics = [new() { Name = side.Full(topic), Partitions = [new() { PartitionIndex = partition, Timestamp = -1, CurrentLeaderEpoch = -1 }] }] }, 6);
        return latest.Topics.Single().Partitions.Single().Offset;
    }

    private static async Task<bool> IsQuietAsync(Side side, ShareBook book, ShareGroupDescribeResponse.DescribedGroup described)
    {
        if (described.Members.Count == 0)
        {
            return true;
        }

        var names = book.Members.Values.Where(member => member.IsJoined).SelectMany(member => member.Topics).Where(side.TopicIds.ContainsKey).Distinct().ToList();
        var metadata = await side.CallAsync<MetadataRequest, MetadataResponse>(new() { Topics = [.. names.Select(name => new MetadataRequest.MetadataRequestTopic { Name = side.Full(name) })] }, 12);
        var wanted = metadata.Topics.Where(topic => topic.ErrorCode == ErrorCode.None).SelectMany(topic => topic.Partitions.Select(partition => (topic.Name!, partition.PartitionIndex)));
        var given = described.Members.SelectMany(member => member.Assignment.TopicPartitions).SelectMany(topic => topic.Partitions.Select(partition => (topic.TopicName, partition))).ToHashSet();
        return described.GroupState == "Stable" && wanted.All(given.Contains) && described.Members.TrueForAll(member => member.MemberEpoch == described.GroupEpoch);
    }
}
