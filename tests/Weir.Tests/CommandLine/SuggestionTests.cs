using Weir.CommandLine;

namespace Weir.Tests.CommandLine;

public sealed class SuggestionTests
{
    private static readonly string[] Commands = ["up", "topic", "produce", "consume", "group", "bench", "demo"];

    [Theory]
    [InlineData("topc", "topic")]
    [InlineData("tpoic", "topic")]
    [InlineData("topics", "topic")]
    [InlineData("prodcue", "produce")]
    [InlineData("dmeo", "demo")]
    [InlineData("u", null)]
    [InlineData("xy", null)]
    [InlineData("streams", null)]
    public void For_word_gives_the_nearest_within_two_edits(string word, string? expected) =>
        Assert.Equal(expected, Suggestion.For(word, Commands));
}
