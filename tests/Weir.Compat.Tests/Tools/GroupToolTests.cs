using Weir.Compat.Tests.Groups;
using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Tools;

/// <summary>Kafka's ConsumerGroupCommand through the life of a group.</summary>
public sealed class GroupToolTests(CompatEnvironment environment)
{
    private const string Groups = "consumer.group.ConsumerGroupCommand";

    [CompatFact]
    public async Task ConsumerGroupCommand_describes_resets_and_deletes_a_group()
    {
        var tool = await ToolRunner.CreateAsync(environment);
        var (topic, group) = (environment.Unique("tool-group-topic"), environment.Unique("tool-group"));
        await new GroupTopic(environment, topic).ProduceAsync(recordsEach: 3);

        await using (var member = await GroupMember.JoinAsync("java", await environment.BootstrapAsync(), topic, group))
        {
            await member.UntilAsync("all records", m => m.Read.Count == 12);
            await DescribesTheLivingAsync(tool, topic, group);
            await member.LeaveAsync();
        }

        Assert.Matches($@"{group}\s+Empty", await tool.RunAsync(Groups, "--list --state"));
        Assert.Matches($@"{group}\s+{topic}\s+0\s+0\b", await tool.RunAsync(Groups, $"--group {group} --reset-offsets --to-earliest --execute --topic {topic}"));
        Assert.Matches($@"{group}\s+{topic}\s+0\s+2\b", await tool.RunAsync(Groups, $"--group {group} --reset-offsets --shift-by 2 --execute --topic {topic}:0"));
        Assert.Matches($@"{group}\s+{topic}\s+0\s+2\s+3\s+1\b", await tool.RunAsync(Groups, $"--describe --group {group}"));

        await tool.RunAsync(Groups, $"--group {group} --delete-offsets --topic {topic}:0");
        Assert.DoesNotMatch($@"{group}\s+{topic}\s+0\s", await tool.RunAsync(Groups, $"--describe --group {group}"));
        Assert.Contains("was successful", await tool.RunAsync(Groups, $"--group {group} --delete"));
        Assert.DoesNotContain(group, await tool.RunAsync(Groups, "--list"));
    }

    private static async Task DescribesTheLivingAsync(ToolRunner tool, string topic, string group)
    {
        var offsets = await tool.RunAsync(Groups, $"--describe --group {group}");
        for (var partition = 0; partition < GroupTopic.Partitions; partition++)
        {
            Assert.Matches($@"{group}\s+{topic}\s+{partition}\s+3\s+3\s+0\s+consumer-", offsets);
        }

        Assert.Matches($@"{group}\s+consumer-.*\s{GroupTopic.Partitions}\b", await tool.RunAsync(Groups, $"--describe --members --group {group}"));
        Assert.Matches($@"{group}\s+.*range\s+Stable\s+1\b", await tool.RunAsync(Groups, $"--describe --state --group {group}"));
        Assert.Matches($@"{group}\s+Stable", await tool.RunAsync(Groups, "--list --state"));

        var refused = await tool.TryAsync(Groups, $"--group {group} --delete");
        Assert.Contains("GroupNotEmptyException", refused.Output + refused.Error);
    }
}
