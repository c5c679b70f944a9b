using System.Globalization;
using System.Xml;

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

    /// <summary>
    /// Milliseconds of a setting that is a 64-bit number in Apache Kafka's client, where its largest value stands for ever: above 2,147,483,647 (24 days)
    /// it is that.
    /// </summary>
    public TimeSpan LongMilliseconds(long lowest = 0) => TimeSpan.FromMilliseconds(Math.Min(Int64(lowest, long.MaxValue), int.MaxValue));

    /// <summary>A duration of ISO 8601, as <c>PT1H30M</c> or <c>P7D</c>; not below zero.</summary>
    public TimeSpan Duration(string text)
    {
        try
        {
            TimeSpan duration = XmlConvert.ToTimeSpan(text);
            return duration >= TimeSpan.Zero ? duration : throw Error("the duration must not be negative.");
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            throw Error("a duration as PT1H30M or P7D is needed (ISO 8601).");
        }
    }

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
