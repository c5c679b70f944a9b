using Weir.Output;

namespace Weir.Tests.Output;

public sealed class OutputTableTests
{
    [Fact]
    public void WriteTo_plain_aligns_text_left_and_numbers_right()
    {
        Assert.Equal(
            """
            TOPIC   PARTITIONS
            rides            2
            orders          12

            """,
            Written(decorated: false),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void WriteTo_screen_frames_the_same_cells()
    {
        var text = Written(decorated: true);

        Assert.Contains("│ rides  │          2 │", text, StringComparison.Ordinal);
        Assert.Contains("│ orders │         12 │", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_wrong_number_of_cells_is_refused() =>
        Assert.Throws<ArgumentException>(() => new OutputTable("A", "B").Add("1"));

    private static string Written(bool decorated)
    {
        var table = new OutputTable("TOPIC", OutputColumn.Number("PARTITIONS"));
        table.Add("rides", "2");
        table.Add("orders", "12");
        var output = new StringWriter();
        table.WriteTo(new Terminal(output, TextWriter.Null, decorated, 80));
        return output.ToString();
    }
}
