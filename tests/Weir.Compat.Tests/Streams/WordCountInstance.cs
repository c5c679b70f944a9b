using Weir.Compat.Tests.Harness;

namespace Weir.Compat.Tests.Streams;

/// <summary>A running instance of the Kafka Streams application of <c>WordCount.java</c>.</summary>
/// <remarks>Thread model: one test owns it.</remarks>
internal sealed class WordCountInstance : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder _state = new();
    private readonly Conversation _process;
    private bool _isKilled;

    private WordCountInstance(Words words, string protocol, string guarantee, string name)
    {
        Server = $"{name}:1";
        string[] arguments = ["count-words", words.BootstrapServers, words.Application, words.Input, words.Output, protocol, guarantee, _state.Path, Server];
        _process = Conversation.Start("java", [.. JavaTools.Options, "weir.compat.Driver", .. arguments]);
    }

    /// <summary>What the instance tells the others to be its address.</summary>
    public string Server { get; }

    /// <summary>Starts an instance, and waits until it runs.</summary>
    public static async Task<WordCountInstance> StartAsync(Words words, string protocol, string guarantee, string name = "one")
    {
        await Toolbox.JavaAsync();
        var instance = new WordCountInstance(words, protocol, guarantee, name);
        await instance.UntilAsync("state RUNNING");
        return instance;
    }

    /// <summary>Which instance has the count of each word, as this one knows it.</summary>
    public async Task<string[]> HostsAsync()
    {
        var hosts = new List<string>();
        foreach (var word in Words.All)
        {
            await _process.SayAsync($"where {word}");
            string line;
            do
            {
                line = await _process.HearAsync(Patience);
            }
            while (!line.StartsWith("host ", StringComparison.Ordinal));
            hosts.Add(line["host ".Length..]);
        }

        return [.. hosts];
    }

    /// <summary>Has the instance leave the group and end.</summary>
    public async Task CloseAsync()
    {
        await _process.SayAsync("close");
        await UntilAsync("closed");
        Assert.Equal(0, await _process.EndAsync(Patience));
    }

    /// <summary>Ends the instance in the middle of what it does.</summary>
    public ValueTask KillAsync()
    {
        _isKilled = true;
        return _process.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isKilled)
        {
            await _process.DisposeAsync();
        }

        _state.Dispose();
    }

    private async Task UntilAsync(string expected)
    {
        string line;
        do
        {
            line = await _process.HearAsync(Patience);
            Assert.False(line == "state ERROR", _process.Errors);
        }
        while (line != expected);
    }
}
