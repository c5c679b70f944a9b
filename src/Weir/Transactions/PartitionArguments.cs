using System.CommandLine;
using Weir.Client;

namespace Weir.Transactions;

/// <summary>The two arguments that name a partition: <c>rides 0</c>.</summary>
internal sealed class PartitionArguments
{
    private readonly Argument<string> _topic = new("topic") { Description = "The topic" };
    private readonly Argument<int> _partition = new("partition") { Description = "The partition's number" };

    public PartitionArguments(Command command)
    {
        _partition.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.Tokens[0].Value.StartsWith('-'))
            {
                result.AddError($"partition {result.Tokens[0].Value}: must be 0 or above");
            }
        });
        command.Arguments.Add(_topic);
        command.Arguments.Add(_partition);
    }

    public TopicPartition Read(ParseResult parsed) => new(parsed.GetValue(_topic)!, parsed.GetValue(_partition));
}
