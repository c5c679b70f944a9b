using System.Text.Json;
using Weir.Compat.Tests.Clients;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Groups;

/// <summary>A running consumer of one library, as a member of a group.</summary>
/// <remarks>Thread model: one test owns it; state moves only inside <see cref="UntilAsync"/>, as events are taken from the process.</remarks>
internal sealed class GroupMember(IConversation process) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The partitions it was given last and has not lost since.</summary>
    public SortedSet<int> Owned { get; } = [];

    /// <summary>What it read, as <c>partition@offset</c>, in order.</summary>
    public List<string> Read { get; } = [];

    public bool Left { get; private set; }

    public static async Task<GroupMember> JoinAsync(string client, string bootstrapServers, string topic, string group, string assignor = "range") =>
        new(client == "weir"
            ? new WeirMember(bootstrapServers, topic, group, assignor)
            : await CompatClients.StartMemberAsync(client, bootstrapServers, topic, group, assignor));

    /// <summary>Takes the member's events until the condition holds.</summary>
    public async Task UntilAsync(string what, Func<GroupMember, bool> condition)
    {
        while (!condition(this))
        {
            string line;
            try
            {
                line = await process.HearAsync(Patience);
            }
            catch (InvalidOperationException e)
            {
                throw new InvalidOperationException($"waiting for: {what}; owned [{string.Join(',', Owned)}], read {Read.Count}", e);
            }

            Take(JsonDocument.Parse(line).RootElement);
        }
    }

    /// <summary>Has the member leave the group and end; what it still read is in <see cref="Read"/>.</summary>
    public async Task LeaveAsync()
    {
        await process.SayAsync("leave");
        await UntilAsync("leaving", m => m.Left);
        Assert.Equal(0, await process.EndAsync(Patience));
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private void Take(JsonElement happened)
    {
        switch (happened.GetProperty("event").GetString())
        {
            case "assigned":
                Owned.UnionWith(Partitions(happened));
                break;
            case "revoked":
                Owned.ExceptWith(Partitions(happened));
                break;
            case "record":
                Read.Add($"{happened.GetProperty("partition")}@{happened.GetProperty("offset")}");
                break;
            default:
                Left = true;
                break;
        }
    }

    private static IEnumerable<int> Partitions(JsonElement happened) =>
        happened.GetProperty("partitions").EnumerateArray().Select(p => p.GetInt32());
}
