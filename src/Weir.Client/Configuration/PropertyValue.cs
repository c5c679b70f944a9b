using System.Globalization;

namespace Weir.Client;

/// <summary>The text of one property, to be read as what its key asks for.</summary>
internal readonly record struct PropertyValue(string Key, string Text)
{
    public int Int32(int lowest, int highest) => (int)Int64(lowest, highest);

    public long Int64(long lowest, long highest) =>
        long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= lowest && value <= highest
            ? value
            : throw Error(string.Create(CultureInfo.InvariantCulture, $"a whole number from {lowest} to {highest} is needed."));

    public TimeSpan Milliseconds(long lowest = 0) => TimeSpan.FromMilliseconds(Int64(lowest, int.MaxValue));

    public bool Boolean() => Text.ToUpperInvariant() switch
    {
        "TRUE" => true,
        "FALSE" => false,
        _ => throw Error("true or false is needed."),
    };

    /// <summary>One of a few names, in any case.</summary>
    public T OneOf<T>(ReadOnlySpan<(string Name, T Value)> choices)
    {
        foreach ((string name, T value) in choices)
        {
            if (string.Equals(name, Text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        var names = new List<string>();
        foreach ((string name, _) in choices)
        {
            names.Add(name);
        }

        throw Error($"one of {string.Join(", ", names)} is needed.");
    }

    public IReadOnlyList<PropertyValue> Items()
    {
        string key = Key;
        return Array.ConvertAll(
            Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            item => new PropertyValue(key, item));
    }

    private ClientConfigurationException Error(string allowed) => new(Key, Text, allowed);
}
