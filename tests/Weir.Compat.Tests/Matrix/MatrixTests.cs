using Weir.Compat.Tests.Clients;
using Weir.Compat.Tests.Harness;
using Weir.TestSupport;

namespace Weir.Compat.Tests.Matrix;

/// <summary>Records written by each client are read back by every other, in every codec both have.</summary>
public sealed class MatrixTests(MatrixFixture matrix) : IClassFixture<MatrixFixture>
{
    public static TheoryData<string, string, string> Cases()
    {
        var cases = new TheoryData<string, string, string>();
        foreach (var writer in CompatClients.Names)
        {
            foreach (var reader in CompatClients.Names)
            {
                foreach (var codec in CompatClients.Codecs)
                {
                    cases.Add(writer, reader, codec);
                }
            }
        }

        return cases;
    }

    [CompatTheory]
    [MemberData(nameof(Cases))]
    public async Task Records_of_one_client_read_by_another_are_unchanged(string writer, string reader, string codec)
    {
        var produced = await matrix.ProducedAsync(writer);
        Prerequisite.Require(produced.Codecs.Contains(codec), $"{writer} has no {codec} codec installed");
        var consumed = await matrix.ConsumedAsync(reader);
        Prerequisite.Require(consumed.Codecs.Contains(codec), $"{reader} has no {codec} codec installed");

        var topic = produced.Topics.Single(t => t.Compression == codec);
        var read = consumed.Topics[topic.Name];
        for (var partition = 0; partition < topic.Partitions; partition++)
        {
            var expected = topic.Records.Where(r => r.Partition == partition).ToList();
            var actual = read.Where(r => r.Partition == partition).ToList();
            Assert.Equal(expected.Select(r => r.Content()), actual.Select(r => r.Content()));
            if (produced.SetsTimestamps)
            {
                Assert.Equal(expected.Select(r => r.Timestamp), actual.Select(r => r.Timestamp));
            }
            else
            {
                Assert.All(actual, r => Assert.InRange(r.Timestamp, produced.Started, produced.Ended));
            }
        }
    }
}
