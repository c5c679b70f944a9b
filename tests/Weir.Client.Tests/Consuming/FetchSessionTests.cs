using Weir.Client.Consuming;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Tests.Consuming;

public sealed class FetchSessionTests
{
    private static readonly Guid Id = new(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    [Fact]
    public void Prepare_first_request_is_full_and_the_next_lists_only_changes()
    {
        var session = new FetchSession();
        FetchRequest full = Prepare(session, Want(0, 10), Want(1, 20));
        Assert.Equal((0, 0, 2), (full.SessionId, full.SessionEpoch, full.Topics[0].Partitions.Count));
        Assert.True(session.Accept(ErrorCode.None, 99));

        FetchRequest changed = Prepare(session, Want(0, 10), Want(1, 25));
        Assert.Equal((99, 1), (changed.SessionId, changed.SessionEpoch));
        Assert.Equal(1, Assert.Single(changed.Topics[0].Partitions).Partition);
        Assert.True(session.Accept(ErrorCode.None, 99));

        FetchRequest forgotten = Prepare(session, Want(1, 25));
        Assert.Empty(forgotten.Topics);
        Assert.Equal([0], Assert.Single(forgotten.ForgottenTopicsData).Partitions);
        Assert.Equal(2, forgotten.SessionEpoch);
    }

    [Theory]
    [InlineData(ErrorCode.FetchSessionIdNotFound)]
    [InlineData(ErrorCode.InvalidFetchSessionEpoch)]
    public void Accept_lost_session_starts_over_with_a_full_request(ErrorCode error)
    {
        var session = new FetchSession();
        Prepare(session, Want(0, 10));
        session.Accept(ErrorCode.None, 5);
        Prepare(session, Want(0, 10));

        Assert.False(session.Accept(error, 0));
        FetchRequest full = Prepare(session, Want(0, 10));
        Assert.Equal((0, 0, 1), (full.SessionId, full.SessionEpoch, full.Topics[0].Partitions.Count));
    }

    [Fact]
    public void Accept_broker_without_sessions_gets_full_requests()
    {
        var session = new FetchSession();
        Prepare(session, Want(0, 10));
        Assert.True(session.Accept(ErrorCode.None, 0));
        Assert.Single(Prepare(session, Want(0, 10)).Topics);
    }

    [Fact]
    public void Prepare_topic_created_anew_is_forgotten_under_its_old_id_and_asked_for_under_the_new()
    {
        var session = new FetchSession();
        Prepare(session, Want(0, 10));
        session.Accept(ErrorCode.None, 5);
        FetchRequest request = Prepare(session, Want(0, 10) with { TopicId = Guid.AllBitsSet });
        Assert.Equal(Guid.AllBitsSet, Assert.Single(request.Topics).TopicId);
        Assert.Equal(Id, Assert.Single(request.ForgottenTopicsData).TopicId);
    }

    [Fact]
    public void TryFind_tells_what_the_last_request_asked()
    {
        var session = new FetchSession();
        Prepare(session, Want(0, 10), Want(1, 20));
        session.Accept(ErrorCode.None, 0);
        Assert.True(session.TryFind(new TopicPartition("t", 1), out WantedPartition wanted));
        Assert.Equal(20, wanted.FetchOffset);

        Prepare(session, Want(0, 10));
        Assert.False(session.TryFind(new TopicPartition("t", 1), out _));
    }

    private static FetchRequest Prepare(FetchSession session, params WantedPartition[] wanted)
    {
        var request = new FetchRequest();
        session.Prepare(request, wanted);
        return request;
    }

    private static WantedPartition Want(int partition, long offset) =>
        new(new PartitionState(new TopicPartition("t", partition)), Id, offset, 0, 0, 1000);
}
