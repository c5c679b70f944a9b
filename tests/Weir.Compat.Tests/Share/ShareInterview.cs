using System.Globalization;
using System.Text;
using Weir.Compat.Tests.Harness;
using Weir.Protocol;
using Weir.Protocol.Messages;
using Weir.Protocol.Records;

namespace Weir.Compat.Tests.Share;

/// <summary>Asks a broker about a share group and writes down its answers; ids are replaced by names.</summary>
internal sealed class ShareInterview(WireCaller client, string topic, string group) : IDisposable
{
    private const sbyte GroupResource = 32;

    private readonly StringBuilder _answers = new();

    public const string Member = "8OBLdpuWQ1uLQmRJzVl5Eg";

    public string Answers => _answers.ToString();

    public string Topic => topic;

    public Guid TopicId { get; private set; }

    public async Task CreateTopicAsync()
    {
        var created = await client.CallAsync<CreateTopicsRequest, CreateTopicsResponse>(
            new() { TimeoutMs = 30_000, Topics = [new() { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }] }, 7);
        Assert.Equal(ErrorCode.None, created.Topics.Single().ErrorCode);
        TopicId = created.Topics.Single().TopicId;

        // Kafka makes its internal topics when a coordinator is asked for.
        await CoordinatorAsync(0, group, 4);
        await CoordinatorAsync(2, $"{group}:{KafkaUuid.Format(TopicId)}:0", 6);
    }

    /// <summary>The topic was created in an earlier conversation.</summary>
    public async Task FindTopicAsync()
    {
        var described = await client.CallAsync<MetadataRequest, MetadataResponse>(new() { Topics = [new() { Name = topic }] }, 12);
        TopicId = described.Topics.Single().TopicId;
    }

    public Task ConfigureAsync(params (string Name, string Value)[] settings) => client.AlterConfigsAsync(GroupResource, group, settings);

    /// <summary>Appends one batch of records.</summary>
    public async Task ProduceAsync(int records)
    {
        using var builder = new RecordBatchBuilder();
        for (int i = 0; i < records; i++)
        {
            builder.Append(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), NullableBytes.Null, "value"u8);
        }

        ErrorCode error;
        do
        {
            ProduceResponse response = await client.CallAsync<ProduceRequest, ProduceResponse>(
                new() { Acks = -1, TimeoutMs = 30_000, TopicData = [new() { Name = topic, PartitionData = [new() { Index = 0, Records = builder.Build() }] }] }, 9);
            error = response.Responses.Single().PartitionResponses.Single().ErrorCode;
        }
        while (error is ErrorCode.NotLeaderOrFollower or ErrorCode.UnknownTopicOrPartition);
        Assert.Equal(ErrorCode.None, error);
    }

    /// <summary>A heartbeat whose answer is written down, but for epochs, which brokers may count differently.</summary>
    public async Task<ShareGroupHeartbeatResponse> HeartbeatAsync(int epoch, string member = Member, string[]? topics = null, string? of = null, string? rack = null)
    {
        ShareGroupHeartbeatResponse response = await SendHeartbeatAsync(epoch, member, topics, of, rack);
        Note($"heartbeat {(epoch > 0 ? "+" : epoch)}: {response.ErrorCode} '{Masked(response.ErrorMessage)}' member {response.MemberId == member} interval {response.HeartbeatIntervalMs}");
        return response;
    }

    /// <summary>Joins, and keeps asking until it has the partition.</summary>
    public async Task<int> JoinAsync(string member = Member)
    {
        ShareGroupHeartbeatResponse response;
        int epoch = 0;
        List<ShareGroupHeartbeatResponse.TopicPartitions>? assigned = null;
        do
        {
            response = await SendHeartbeatAsync(epoch, member, epoch == 0 ? [topic] : null);
            Assert.True(IsPassing(response.ErrorCode) || response.ErrorCode == ErrorCode.None, $"{response.ErrorCode} {response.ErrorMessage}");
            epoch = response.ErrorCode == ErrorCode.None ? response.MemberEpoch : epoch;
            assigned = response.Assignment?.TopicPartitions ?? assigned;
        }
        while (assigned is not { Count: > 0 });
        Note($"joined: {string.Join(' ', assigned.Select(found => $"{found.TopicId == TopicId} {string.Join(',', found.Partitions)}"))}");
        return epoch;
    }

    /// <param name="acknowledgements">First and last offset, and types.</param>
    public async Task FetchAsync(
        int epoch,
        int maxRecords = 100,
        int batchSize = 100,
        short version = 2,
        sbyte mode = 0,
        bool isRenewal = false,
        string? member = Member,
        string? of = null,
        Guid? topicId = null,
        int maxWaitMs = 200,
        int partition = 0,
        params (long First, long Last, sbyte[] Types)[] acknowledgements)
    {
        ShareFetchResponse response;
        do
        {
            response = await client.CallAsync<ShareFetchRequest, ShareFetchResponse>(
                new()
                {
                    GroupId = of ?? group,
                    MemberId = member,
                    ShareSessionEpoch = epoch,
                    MaxWaitMs = isRenewal ? 0 : maxWaitMs,
                    MinBytes = isRenewal ? 0 : 1,
                    MaxBytes = isRenewal ? 0 : 1 << 20,
                    MaxRecords = isRenewal ? 0 : maxRecords,
                    BatchSize = isRenewal ? 0 : batchSize,
                    ShareAcquireMode = version >= 2 ? mode : (sbyte)0,
                    IsRenewAck = isRenewal,
                    Topics = epoch > 0 && acknowledgements.Length == 0 && topicId is null ? [] : [new()
                    {
                        TopicId = topicId ?? TopicId,
                        Partitions =
                        [
                            new()
                            {
                                PartitionIndex = partition,
                                AcknowledgementBatches = [.. acknowledgements.Select(given => new ShareFetchRequest.AcknowledgementBatch
                                {
                                    FirstOffset = given.First, LastOffset = given.Last, AcknowledgeTypes = [.. given.Types],
                                })],
                            },
                        ],
                    }],
                },
                version);
        }
        while (IsPassing(response.ErrorCode));
        Note($"fetch {epoch} v{version}: {response.ErrorCode} lock {response.AcquisitionLockTimeoutMs}");
        foreach (ShareFetchResponse.PartitionData data in response.Responses.SelectMany(found => found.Partitions))
        {
            Note($"  {data.PartitionIndex}: {data.ErrorCode} ack {(ErrorCode)data.AcknowledgeErrorCode} records {Offsets(data.Records)} acquired "
                + string.Join(' ', data.AcquiredRecords.Select(range => string.Create(CultureInfo.InvariantCulture, $"{range.FirstOffset}-{range.LastOffset}x{range.DeliveryCount}"))));
        }
    }

    public async Task AcknowledgeAsync(
        int epoch,
        short version = 2,
        bool isRenewal = false,
        string? member = Member,
        string? of = null,
        Guid? topicId = null,
        params (long First, long Last, sbyte[] Types)[] acknowledgements)
    {
        ShareAcknowledgeResponse response;
        do
        {
            response = await client.CallAsync<ShareAcknowledgeRequest, ShareAcknowledgeResponse>(
                new()
                {
                    GroupId = of ?? group,
                    MemberId = member,
                    ShareSessionEpoch = epoch,
                    IsRenewAck = isRenewal,
                    Topics = acknowledgements.Length == 0 ? [] : [new()
                    {
                        TopicId = topicId ?? TopicId,
                        Partitions =
                        [
                            new()
                            {
                                PartitionIndex = 0,
                                AcknowledgementBatches = [.. acknowledgements.Select(given => new ShareAcknowledgeRequest.AcknowledgementBatch
                                {
                                    FirstOffset = given.First, LastOffset = given.Last, AcknowledgeTypes = [.. given.Types],
                                })],
                            },
                        ],
                    }],
                },
                version);
        }
        while (IsPassing(response.ErrorCode));
        Note($"acknowledge {epoch} v{version} {string.Join(' ', acknowledgements.Select(given => $"{given.First}-{given.Last}:{string.Join(',', given.Types)}"))}: {response.ErrorCode} lock {response.AcquisitionLockTimeoutMs} "
            + string.Join(' ', response.Responses.SelectMany(found => found.Partitions).Select(data => $"{data.PartitionIndex} {data.ErrorCode}")));
    }

    /// <summary>
    /// The start is left out where everything is done: Kafka moves it with the next write only. So is the topic's id where nothing has begun: Kafka's coordinator
    /// learns of topics in its own time.
    /// </summary>
    public async Task DescribeOffsetsAsync(string? of = null, string[]? topics = null, bool all = false)
    {
        var response = await client.CallAsync<DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse>(
            new()
            {
                Groups =
                [
                    new()
                    {
                        GroupId = of ?? group,
                        Topics = all ? null : [.. (topics ?? [topic]).Select(name => new DescribeShareGroupOffsetsRequest.DescribeShareGroupOffsetsRequestTopic { TopicName = name, Partitions = [0] })],
                    },
                ],
            },
            1);
        DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseGroup described = response.Groups.Single();
        Note($"offsets: {described.ErrorCode} '{Masked(described.ErrorMessage)}'");
        foreach (DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseTopic found in described.Topics)
        {
            string id = found.Partitions.Exists(data => data.Lag < 0) ? "-" : $"{found.TopicId == TopicId}";
            Note($"  {Masked(found.TopicName)} {id}: "
                + string.Join(' ', found.Partitions.Select(data => $"{data.PartitionIndex} {data.ErrorCode} start {(data.Lag == 0 ? "-" : data.StartOffset)} lag {data.Lag}")));
        }
    }

    public async Task AlterOffsetsAsync(long start, string? of = null, string? name = null)
    {
        AlterShareGroupOffsetsResponse response;
        do
        {
            response = await client.CallAsync<AlterShareGroupOffsetsRequest, AlterShareGroupOffsetsResponse>(
                new() { GroupId = of ?? group, Topics = [new() { TopicName = name ?? topic, Partitions = [new() { PartitionIndex = 0, StartOffset = start }] }] }, 0);
        }
        while (IsPassing(response.ErrorCode));
        Note($"alter: {response.ErrorCode} " + string.Join(' ', response.Responses.SelectMany(found => found.Partitions).Select(data => $"{data.PartitionIndex} {data.ErrorCode}")));
    }

    public async Task DeleteOffsetsAsync(string? of = null, string? name = null)
    {
        var response = await client.CallAsync<DeleteShareGroupOffsetsRequest, DeleteShareGroupOffsetsResponse>(
            new() { GroupId = of ?? group, Topics = [new() { TopicName = name ?? topic }] }, 0);
        Note($"delete offsets: {response.ErrorCode} " + string.Join(' ', response.Responses.Select(data => $"{data.ErrorCode} '{data.ErrorMessage}'")));
    }

    public async Task DescribeAsync(string? of = null)
    {
        var response = await client.CallAsync<ShareGroupDescribeRequest, ShareGroupDescribeResponse>(new() { GroupIds = [of ?? group] }, 1);
        ShareGroupDescribeResponse.DescribedGroup found = response.Groups.Single();
        Note($"describe: {found.ErrorCode} '{Masked(found.ErrorMessage)}' {found.GroupState} {found.AssignorName} "
            + string.Join(' ', found.Members.Select(member => $"{member.MemberId == Member} {member.ClientId} {member.ClientHost} {string.Join(',', member.SubscribedTopicNames.Select(Masked))} "
                + string.Join(' ', member.Assignment.TopicPartitions.Select(assigned => $"{Masked(assigned.TopicName)} {string.Join(',', assigned.Partitions)}")))));
    }

    public async Task ListAsync()
    {
        var response = await client.CallAsync<ListGroupsRequest, ListGroupsResponse>(new() { TypesFilter = ["share"] }, 5);
        Note("list: " + string.Join(' ', response.Groups.Where(found => found.GroupId == group).Select(found => $"{found.GroupType} {found.GroupState} {found.ProtocolType}")));
    }

    public async Task DeleteAsync()
    {
        var response = await client.CallAsync<DeleteGroupsRequest, DeleteGroupsResponse>(new() { GroupsNames = [group] }, 2);
        Note($"delete: {response.Results.Single().ErrorCode}");
    }

    /// <summary>What the APIs of other kinds of groups say of a share group.</summary>
    public async Task AskAsAnotherKindAsync()
    {
        var described = await client.CallAsync<DescribeGroupsRequest, DescribeGroupsResponse>(new() { Groups = [group] }, 6);
        Note($"classic describe: {described.Groups.Single().ErrorCode} '{Masked(described.Groups.Single().ErrorMessage)}' {described.Groups.Single().GroupState}");
        var asConsumers = await client.CallAsync<ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse>(new() { GroupIds = [group] }, 1);
        Note($"consumer describe: {asConsumers.Groups.Single().ErrorCode} '{Masked(asConsumers.Groups.Single().ErrorMessage)}'");
        var joined = await client.CallAsync<JoinGroupRequest, JoinGroupResponse>(
            new() { GroupId = group, ProtocolType = "consumer", SessionTimeoutMs = 10_000, RebalanceTimeoutMs = 10_000, Protocols = [new() { Name = "range", Metadata = new byte[10] }] }, 7);
        Note($"join: {joined.ErrorCode}");
        var beaten = await client.CallAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(
            new() { GroupId = group, MemberId = Member, RebalanceTimeoutMs = 1000, SubscribedTopicNames = [topic], TopicPartitions = [] }, 1);
        Note($"consumer heartbeat: {beaten.ErrorCode} '{Masked(beaten.ErrorMessage)}'");
        var committed = await client.CallAsync<OffsetCommitRequest, OffsetCommitResponse>(
            new() { GroupId = group, GenerationIdOrMemberEpoch = -1, Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = 0, CommittedOffset = 1 }] }] }, 8);
        Note($"commit: {committed.Topics.Single().Partitions.Single().ErrorCode}");
        var fetched = await client.CallAsync<OffsetFetchRequest, OffsetFetchResponse>(
            new() { Groups = [new() { GroupId = group, Topics = [new() { Name = topic, PartitionIndexes = [0] }] }] }, 8);
        Note($"offset fetch: {fetched.Groups.Single().ErrorCode} {fetched.Groups.Single().Topics.FirstOrDefault()?.Partitions.Single().CommittedOffset}");
        var deleted = await client.CallAsync<OffsetDeleteRequest, OffsetDeleteResponse>(
            new() { GroupId = group, Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = 0 }] }] }, 0);
        Note($"offset delete: {deleted.ErrorCode} {string.Join(' ', deleted.Topics.SelectMany(found => found.Partitions).Select(found => found.ErrorCode))}");
    }

    /// <summary>Has a group of the classic kind, which only stores an offset.</summary>
    public async Task CommitAsync(string of)
    {
        OffsetCommitResponse committed;
        do
        {
            committed = await client.CallAsync<OffsetCommitRequest, OffsetCommitResponse>(
                new() { GroupId = of, GenerationIdOrMemberEpoch = -1, Topics = [new() { Name = topic, Partitions = [new() { PartitionIndex = 0, CommittedOffset = 1 }] }] }, 8);
        }
        while (IsPassing(committed.Topics.Single().Partitions.Single().ErrorCode));
        Assert.Equal(ErrorCode.None, committed.Topics.Single().Partitions.Single().ErrorCode);
    }

    public async Task FindCoordinatorAsync(string key, short version) => Note($"find v{version}: {await CoordinatorAsync(2, key, version)}");

    public void Dispose() => client.Dispose();

    private async Task<ShareGroupHeartbeatResponse> SendHeartbeatAsync(int epoch, string member, string[]? topics, string? of = null, string? rack = null)
    {
        ShareGroupHeartbeatResponse response;
        do
        {
            response = await client.CallAsync<ShareGroupHeartbeatRequest, ShareGroupHeartbeatResponse>(
                new() { GroupId = of ?? group, MemberId = member, MemberEpoch = epoch, RackId = rack, SubscribedTopicNames = topics is null ? null : [.. topics] }, 1);
        }
        while (IsPassing(response.ErrorCode));
        return response;
    }

    private async Task<ErrorCode> CoordinatorAsync(sbyte keyType, string key, short version)
    {
        FindCoordinatorResponse.Coordinator found;
        do
        {
            var response = await client.CallAsync<FindCoordinatorRequest, FindCoordinatorResponse>(new() { KeyType = keyType, CoordinatorKeys = [key] }, version);
            found = response.Coordinators.Single();
        }
        while (IsPassing(found.ErrorCode));
        return found.ErrorCode;
    }

    private static bool IsPassing(ErrorCode error) => error is ErrorCode.CoordinatorNotAvailable or ErrorCode.CoordinatorLoadInProgress or ErrorCode.NotCoordinator;

    private static string Offsets(ReadOnlyMemory<byte> records)
    {
        var offsets = new List<string>();
        while (RecordBatchHeader.TryRead(records.Span, out RecordBatchHeader header))
        {
            offsets.Add(string.Create(CultureInfo.InvariantCulture, $"{header.BaseOffset}-{header.LastOffset}"));
            records = records[header.TotalSize..];
        }

        return string.Join(',', offsets);
    }

    private string? Masked(string? text) => text?.Replace(group, "G", StringComparison.Ordinal).Replace(topic, "T", StringComparison.Ordinal);

    private void Note(string line) => _answers.AppendLine(line);
}
