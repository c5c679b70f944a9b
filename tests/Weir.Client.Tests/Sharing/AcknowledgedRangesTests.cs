using Weir.Client.Sharing;

namespace Weir.Client.Tests.Sharing;

public sealed class AcknowledgedRangesTests
{
    private readonly AcknowledgedRanges _ranges = new();

    [Fact]
    public void Add_joins_neighbours_of_the_same_fate_whatever_the_order()
    {
        foreach (long offset in new long[] { 4, 1, 3, 9, 2, 8 })
        {
            _ranges.Add(offset, offset, 1);
        }

        _ranges.Add(5, 6, 2);
        Assert.Equal([new(1, 4, 1), new(5, 6, 2), new(8, 9, 1)], _ranges.Items);
    }

    [Fact]
    public void Add_offset_that_is_there_already_keeps_its_fate()
    {
        _ranges.Add(3, 4, 1);
        _ranges.Add(8, 8, 1);
        _ranges.Add(3, 3, 2);
        _ranges.Add(1, 10, 3);
        Assert.Equal([new(1, 2, 3), new(3, 4, 1), new(5, 7, 3), new(8, 8, 1), new(9, 10, 3)], _ranges.Items);
    }

    [Fact]
    public void Add_random_offsets_agrees_with_a_plain_table()
    {
        var random = new Random(20260101);
        for (int round = 0; round < 200; round++)
        {
            var ranges = new AcknowledgedRanges();
            sbyte?[] table = new sbyte?[40];
            for (int i = 0; i < 30; i++)
            {
                int first = random.Next(table.Length);
                int last = Math.Min(table.Length - 1, first + random.Next(6));
                sbyte type = (sbyte)random.Next(3);
                ranges.Add(first, last, type);
                for (int offset = first; offset <= last; offset++)
                {
                    table[offset] ??= type;
                }
            }

            sbyte?[] seen = new sbyte?[table.Length];
            long end = -1;
            foreach (AcknowledgedRange range in ranges.Items)
            {
                Assert.True(range.First > end && range.Last >= range.First);
                Array.Fill(seen, range.Type, (int)range.First, (int)(range.Last - range.First + 1));
                end = range.Last;
            }

            Assert.Equal(table, seen);
        }
    }
}
