using Weir.Compat.Tests.Harness;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Groups.Wire;

/// <summary>The same questions about groups, put to Weir and to Apache Kafka request by request: the same answers, error codes and messages.</summary>
public sealed class GroupAnswersTests(ITestOutputHelper output)
{
    [CompatFact]
    public async Task Heartbeats_are_answered_as_by_Kafka() => await CompareAsync(HeartbeatQuestions.AskAsync);

    [CompatFact]
    public async Task Groups_are_administered_and_migrated_as_by_Kafka() => await CompareAsync(GroupQuestions.AskAsync);

    private async Task CompareAsync(Func<GroupTranscript, Task> questions)
    {
        var expected = await AskAsync(BrokerKind.Kafka, questions);
        var actual = await AskAsync(BrokerKind.Weir, questions);
        for (var i = 0; i < Math.Max(expected.Count, actual.Count); i++)
        {
            var (kafka, weir) = (expected.ElementAtOrDefault(i), actual.ElementAtOrDefault(i));
            output.WriteLine(kafka == weir ? $"  {kafka}" : $"K {kafka}\nW {weir}");
        }

        Assert.Equal(expected, actual);
    }

    // Kafka makes the offsets topic when it is first asked for a coordinator, and serves groups some time later.
    private static async Task CoordinatesAsync(WireCaller client)
    {
        ErrorCode error;
        do
        {
            await client.CallAsync<FindCoordinatorRequest, FindCoordinatorResponse>(new() { CoordinatorKeys = ["probe"] }, 4);
            var probe = new ConsumerGroupHeartbeatRequest { GroupId = "probe", MemberId = "probe", MemberEpoch = 1 };
            error = (await client.CallAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(probe, 1)).ErrorCode;
        }
        while (error is ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable or ErrorCode.CoordinatorLoadInProgress);
    }

    // ... and learns of new topics in its own time.
    private static async Task SeesTopicsAsync(WireCaller client, GroupTranscript transcript)
    {
        var epoch = 0;
        ConsumerGroupHeartbeatResponse answer;
        do
        {
            var request = new ConsumerGroupHeartbeatRequest
            {
                GroupId = "probe",
                MemberId = "probe",
                MemberEpoch = epoch,
                RebalanceTimeoutMs = 30_000,
                SubscribedTopicNames = [transcript.FullName("a"), transcript.FullName("b")],
                TopicPartitions = [],
            };
            answer = await client.CallAsync<ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse>(request, 1);
            epoch = answer.MemberEpoch;
        }
        while (answer.Assignment is not { TopicPartitions.Count: 2 });
    }

    private static async Task<List<string>> AskAsync(BrokerKind kind, Func<GroupTranscript, Task> questions)
    {
        await using var broker = await BrokerProcess.StartAsync(kind, settings: BrokerProcess.QuickGroups(kind));
        using var client = await WireCaller.ConnectAsync(broker.BootstrapServers);
        await CoordinatesAsync(client);
        var transcript = new GroupTranscript(client, "x");
        await transcript.CreateTopicAsync("a", 4);
        await transcript.CreateTopicAsync("b", 2);
        await SeesTopicsAsync(client, transcript);
        await questions(transcript);
        return transcript.Lines;
    }
}
