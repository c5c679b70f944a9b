using System.Globalization;
using System.Text;

namespace Weir.Compat.Tests.Differential;

/// <summary>Calls what one broker has made up (ids of topics, producers and members) by the names that all brokers share.</summary>
/// <remarks>Thread model: one caller.</remarks>
internal sealed class Names(string prefix)
{
    private readonly Dictionary<Guid, string> _topics = [];
    private readonly Dictionary<long, string> _producers = [];
    private readonly List<(string MadeUp, string Name)> _texts = [];

    public string Full(string name) => name.Length == 0 ? name : prefix + name;

    public bool IsOurs(string? name) => name?.StartsWith(prefix, StringComparison.Ordinal) ?? false;

    public void AddTopic(Guid id, string name)
    {
        if (_topics.TryAdd(id, $"{name}#{_topics.Count}"))
        {
            _texts.Add((Weir.Protocol.KafkaUuid.Format(id), _topics[id]));
        }
    }

    public void AddProducer(long id) => _producers.TryAdd(id, string.Create(CultureInfo.InvariantCulture, $"p{_producers.Count}"));

    /// <summary>Calls a text that the broker made up by a name, in text and in hexadecimal.</summary>
    public void AddText(string madeUp, string name)
    {
        if (madeUp.Length > 0 && !_texts.Exists(t => t.MadeUp == madeUp))
        {
            _texts.Add((madeUp, name));
        }
    }

    public string OfTopicId(Guid id) => id == Guid.Empty ? "no id" : _topics.GetValueOrDefault(id, "unknown id");

    public string OfProducer(long id) => id < 0 ? "none" : _producers.GetValueOrDefault(id, "unknown producer");

    public string Translate(string text)
    {
        foreach (var (madeUp, name) in _texts)
        {
            text = text.Replace(madeUp, name, StringComparison.Ordinal).Replace(Hex(madeUp), Hex(name), StringComparison.Ordinal);
        }

        return text.Replace(prefix, "", StringComparison.Ordinal).Replace(Hex(prefix), "", StringComparison.Ordinal);
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));
}
