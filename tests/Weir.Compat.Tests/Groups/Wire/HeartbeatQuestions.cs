using Weir.Protocol.Messages;

namespace Weir.Compat.Tests.Groups.Wire;

/// <summary>What ConsumerGroupHeartbeat is asked: the course of a group, and everything that is wrong.</summary>
internal static class HeartbeatQuestions
{
    public static async Task AskAsync(GroupTranscript ask)
    {
        await CourseAsync(ask);
        await EpochsAsync(ask);
        await StaticMembersAsync(ask);
        await NegativesAsync(ask);
        await SubscriptionsAsync(ask);
    }

    private static async Task CourseAsync(GroupTranscript ask)
    {
        ask.Begin("course");
        await ask.JoinAsync("m1", "a");
        await ask.BeatAsync("m1", 2);
        await ask.BeatAsync("m1", 2, "a0 a1 a2 a3");
        await ask.JoinAsync("m2", "a");
        await ask.BeatAsync("m2", 3);
        await ask.BeatAsync("m1", 2);
        await ask.BeatAsync("m1", 2, "a0 a1 a2");
        await ask.BeatAsync("m1", 2, "a0 a1");
        await ask.BeatAsync("m2", 3);
        await ask.BeatAsync("m1", 3);
        await ask.BeatAsync("m1", -1);
        await ask.BeatAsync("m1", 3);
        await ask.BeatAsync("m2", 3);
        await ask.BeatAsync("m2", -1);
        await ask.BeatAsync("m2", -1);
        await ask.JoinAsync("m3", "a");
    }

    private static async Task EpochsAsync(GroupTranscript ask)
    {
        ask.Begin("epochs");
        await ask.BeatAsync("m1", 2);
        await ask.BeatAsync("m1", -1);
        await ask.JoinAsync("m1", "a");
        await ask.BeatAsync("m1", 3);
        await ask.BeatAsync("m1", 0);
        await ask.JoinAsync("m1", "a");
        await ask.BeatAsync("m1", 2);
        var request = ask.Joining("m1", "a", "b");
        request.MemberEpoch = 2;
        request.TopicPartitions = ask.Owned("a0 a1 a2 a3");
        await ask.SendAsync("subscribe", request);
        await ask.BeatAsync("m1", 2);
        await ask.BeatAsync("m1", 2, "a0 a1");
        await ask.BeatAsync("m1", 3);
        await ask.JoinAsync("m1", "a", "b");
        await ask.BeatAsync("m1", 3, "a0 b9");
        await ask.BeatAsync("m2", 3);
        await ask.BeatAsync("m2", -1);
    }

    private static async Task StaticMembersAsync(GroupTranscript ask)
    {
        ask.Begin("static");
        await JoinAsync("m1", "i1");
        await JoinAsync("m2", "i2");
        await JoinAsync("m3", "i1");
        await JoinAsync("m1", "i1");
        await ask.BeatAsync("m1", 2, instance: "i9");
        await ask.BeatAsync("m9", 2, instance: "i1");
        await ask.BeatAsync("m9", -2, instance: "i1");
        await ask.BeatAsync("m9", -1, instance: "i1");
        await ask.BeatAsync("m1", -2, instance: "i9");
        await ask.BeatAsync("m1", -2, instance: "i1");
        await ask.BeatAsync("m1", 2, instance: "i1");
        await JoinAsync("m4", "i1");
        await ask.BeatAsync("m1", 3, instance: "i1");
        await ask.BeatAsync("m4", 3, instance: "i1");
        await ask.BeatAsync("m4", -2, instance: "i1");
        await JoinAsync("m4", "i1");
        await ask.BeatAsync("m4", -1, instance: "i1");
        await ask.BeatAsync("m2", 3, "", "i2");

        Task JoinAsync(string member, string instance)
        {
            var request = ask.Joining(member, "a");
            request.InstanceId = instance;
            return ask.SendAsync($"join {instance}", request);
        }
    }

    private static async Task NegativesAsync(GroupTranscript ask)
    {
        ask.Begin("negatives");
        await AlteredAsync("no member", r => r.MemberId = "");
        await AlteredAsync("no group", r => r.GroupId = "");
        await AlteredAsync("empty instance", r => r.InstanceId = "");
        await AlteredAsync("empty rack", r => r.RackId = "");
        await AlteredAsync("no timeout", r => r.RebalanceTimeoutMs = -1);
        await AlteredAsync("null owned", r => r.TopicPartitions = null);
        await AlteredAsync("owns", r => r.TopicPartitions = ask.Owned("a0"));
        await AlteredAsync("no subscription", r => r.SubscribedTopicNames = null);
        await AlteredAsync("epoch -3", r => r.MemberEpoch = -3);
        await AlteredAsync("epoch -2 dynamic", r => r.MemberEpoch = -2);
        await AlteredAsync("assignor", r => r.ServerAssignor = "best");
        await AlteredAsync("all is well", _ => { });

        async Task AlteredAsync(string what, Action<ConsumerGroupHeartbeatRequest> alter)
        {
            var request = ask.Joining("m1", "a");
            alter(request);
            await ask.SendAsync(what, request);
        }
    }

    private static async Task SubscriptionsAsync(GroupTranscript ask)
    {
        ask.Begin("nothing");
        await ask.JoinAsync("m1");
        await ask.JoinAsync("m2");
        await ask.JoinAsync("m3", "absent");

        ask.Begin("assignor");
        var request = ask.Joining("m1", "a");
        await ask.SendAsync("join", request);
        await ask.SendAsync("range", new() { GroupId = ask.Group, MemberId = "m1", MemberEpoch = 2, ServerAssignor = "range" });
        await ask.BeatAsync("m1", 2);
        await ask.BeatAsync("m1", 3);

        ask.Begin("regex-gone");
        var byRegex = ask.Joining("m1");
        byRegex.SubscribedTopicNames = null;
        byRegex.SubscribedTopicRegex = "";
        await ask.SendAsync("empty regex", byRegex);
        foreach (string expression in (string[])["(", ")", "(?=a)b", "(?!a)b", "(?>a)", "[z-a]", @"(a)\1", "a**", "a{2000}", @"\h", @"\p{Foo}", "(?<n>a)(?<n>b)", "a\\"])
        {
            byRegex.SubscribedTopicRegex = expression;
            await ask.SendAsync("regex " + expression, byRegex);
        }

        ask.Begin("unsubscribe");
        await ask.JoinAsync("m1", "a");
        await ask.SendAsync("names", new() { GroupId = ask.Group, MemberId = "m1", MemberEpoch = 2, SubscribedTopicNames = [ask.FullName("b")] });
        await ask.BeatAsync("m1", 2, "");
        await ask.BeatAsync("m1", 3, "b0 b1");

        ask.Begin("range-two");
        var first = ask.Joining("m1", "a", "b");
        first.ServerAssignor = "range";
        await ask.SendAsync("join", first);
        var second = ask.Joining("m2", "a", "b");
        second.ServerAssignor = "range";
        await ask.SendAsync("join", second);
        await ask.BeatAsync("m1", 2);
    }
}
