using System.Text;
using Weir.Broker.Groups;
using Weir.Protocol;

namespace Weir.Broker.Tests.Groups;

public sealed class GroupRecordsTests
{
    [Fact]
    public void Offset_record_has_the_bytes_Kafka_writes()
    {
        // Taken from the log of Apache Kafka 4.3.1 with DumpLogSegments: group s1, topic t, partition 0, offset 5.
        var topicId = new Guid(Convert.FromHexString("14b8e67b9536409581e6708e616be9db"), bigEndian: true);
        var committed = new CommittedOffset(5, -1, "", 0x01A2066309A6) { TopicId = topicId };
        GroupRecord record = GroupRecords.Offset("s1", new TopicPartition("t", 0), committed);

        Assert.Equal("000100027331000174" + "00000000", Convert.ToHexString(record.Key), ignoreCase: true);
        Assert.Equal("00040000000000000005ffffffff01000001a2066309a6010010" + "14b8e67b9536409581e6708e616be9db", Convert.ToHexString(record.Value!), ignoreCase: true);
    }

    [Fact]
    public void Offset_record_with_a_retention_of_its_own_is_version_1()
    {
        var committed = new CommittedOffset(5, -1, "m", 100) { ExpireTimestampMs = 200 };
        GroupRecord record = GroupRecords.Offset("ret", new TopicPartition("t", 0), committed);
        Assert.Equal("0001" + "0000000000000005" + "00016d" + "0000000000000064" + "00000000000000c8", Convert.ToHexString(record.Value!), ignoreCase: true);
    }

    [Fact]
    public void Group_record_that_Kafka_wrote_is_understood_and_written_back_alike()
    {
        // From the log of Apache Kafka 4.3.1: group st in generation 1, one static member i1 with subscription t and assignment "A1".
        byte[] key = Convert.FromHexString("000200027374");
        byte[] value = Convert.FromHexString(
            "00030008636f6e73756d657200000001000572616e6765002769312d30656437643132632d663230662d343739302d616161352d376233313530336535303365"
            + "000001a206630b1e00000001002769312d30656437643132632d663230662d343739302d616161352d37623331353033653530336500026931000570726f6265"
            + "000a2f3132372e302e302e3100001388000027100000000d000000000001000174ffffffff000000024131");
        var reader = new GroupRecordReader();
        reader.Read(key, value);
        GroupSnapshot snapshot = Assert.Single(reader.Groups);
        var group = new ClassicGroup(snapshot.Id, new GroupClock(TimeProvider.System));
        group.Restore(snapshot.Metadata!);

        Assert.Equal((GroupState.Stable, 1, "range", "i1"), (group.State, group.Generation, group.Protocol, group.Members.All[0].InstanceId));
        Assert.True(group.IsSubscribedTo("t"));
        GroupRecord written = GroupRecords.Group(group);
        Assert.Equal(key, written.Key);
        Assert.Equal(Convert.ToHexString(value), Convert.ToHexString(written.Value!));
    }

    [Fact]
    public void Stable_group_comes_back_from_the_log_with_its_sessions_running()
    {
        var group = new GroupHarness();
        (string[] members, int generation) = group.Stable(3, sessionMs: 10_000);
        string before = Describe(group);
        group.Crash();

        Assert.Equal(before, Describe(group));
        Assert.Equal(ErrorCode.None, group.Heartbeat(members[2], generation));
        group.Advance(9_999);
        Assert.Equal(GroupState.Stable, group.State);
        group.Heartbeat(members[2], generation);
        group.Advance(1);
        Assert.Equal(members[2], Assert.Single(group.Machine.Describe().Members).MemberId);
    }

    [Fact]
    public void Group_above_a_lowered_maximum_size_rebalances_when_it_comes_back()
    {
        var group = new GroupHarness();
        group.Stable(2);
        var smaller = new GroupHarness(new GroupOptions { MaxSize = 1 });
        smaller.Machine.Restore(group.Replay()!);
        Assert.Equal(GroupState.PreparingRebalance, smaller.State);
    }

    [Fact]
    public void Record_of_another_kind_of_group_is_skipped()
    {
        var reader = new GroupRecordReader();
        reader.Read(new byte[] { 0, 9, 0, 1, (byte)'g' }, new byte[] { 0, 0 });
        Assert.Equal((1, 0), (reader.Skipped, reader.Groups.Count));
    }

    [Fact]
    public void Record_of_a_later_version_is_refused_with_its_name()
    {
        GroupRecord record = GroupRecords.Offset("g", new TopicPartition("t", 0), new CommittedOffset(5, -1, "", 0));
        record.Value![1] = 99;
        ProtocolException error = Assert.Throws<ProtocolException>(() => new GroupRecordReader().Read(record.Key, record.Value));
        Assert.Contains("OffsetCommitValue", error.Message, StringComparison.Ordinal);
    }

    private static string Describe(GroupHarness group)
    {
        var text = new StringBuilder($"{group.Machine.Generation} {group.State}");
        foreach (var member in group.Machine.Describe().Members)
        {
            text.Append($" {member.MemberId} {member.ClientHost} {Convert.ToHexString(member.MemberMetadata.Span)} {Convert.ToHexString(member.MemberAssignment.Span)}");
        }

        return text.ToString();
    }
}
