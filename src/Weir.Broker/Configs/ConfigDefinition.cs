namespace Weir.Broker;

/// <summary>One known setting: its type, default, rule and meaning.</summary>
/// <param name="Name">Kafka's name of the setting.</param>
/// <param name="Type">How its text is to be read.</param>
/// <param name="Default">Value when nothing is set; null is "no value".</param>
/// <param name="Documentation">What it does, in a sentence.</param>
internal sealed record ConfigDefinition(string Name, ConfigType Type, string? Default, string Documentation)
{
    /// <summary>What a value must satisfy beyond its type.</summary>
    public ConfigRule Rule { get; init; } = ConfigRule.None;

    /// <summary>For a topic setting: the broker setting that gives its default; null when there is none.</summary>
    public string? BrokerName { get; init; }

    /// <summary>For a broker setting: it cannot be changed while the broker runs.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>For a broker setting that can be changed: only for one broker, not as the default of all.</summary>
    public bool IsPerBroker { get; init; }

    /// <summary>For a broker setting: it is described only where it is set.</summary>
    public bool IsShownWhenSet { get; init; }

    /// <summary>What is wrong with <paramref name="value"/>, or null when nothing is.</summary>
    public string? Problem(string value)
    {
        if (ConfigText.TypeProblem(Type, value) is { } ofType)
        {
            return $"Invalid value {value} for configuration {Name}: {ofType}";
        }

        return Rule.Problem(value) is { } problem ? $"Invalid value {Rule.Offender(value)} for configuration {Name}: {problem}" : null;
    }
}
