namespace Weir.Client;

/// <summary>A change to one setting.</summary>
public readonly record struct ConfigChange(string Name, string? Value, ConfigOperation Operation = ConfigOperation.Set)
{
    public static ConfigChange Set(string name, string value) => new(name, value);

    public static ConfigChange Delete(string name) => new(name, null, ConfigOperation.Delete);
}
