namespace Weir.Client;

/// <summary>What the settings of a topic are after some changes, for brokers that take only the whole.</summary>
internal static class ConfigMerge
{
    /// <returns>The settings made for the topic itself, changed; defaults are left out.</returns>
    public static Dictionary<string, string?> Apply(IEnumerable<ConfigEntry> now, IEnumerable<ConfigChange> changes)
    {
        var inForce = new Dictionary<string, string?>(StringComparer.Ordinal);
        var own = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (ConfigEntry entry in now)
        {
            inForce[entry.Name] = entry.Value;
            if (entry.Source == ConfigSource.DynamicTopic)
            {
                own[entry.Name] = entry.Value;
            }
        }

        foreach (ConfigChange change in changes)
        {
            IEnumerable<string> items = Items(inForce.GetValueOrDefault(change.Name));
            switch (change.Operation)
            {
                case ConfigOperation.Delete:
                    own.Remove(change.Name);
                    break;
                case ConfigOperation.Append:
                    own[change.Name] = string.Join(',', items.Union(Items(change.Value)));
                    break;
                case ConfigOperation.Subtract:
                    own[change.Name] = string.Join(',', items.Except(Items(change.Value)));
                    break;
                default:
                    own[change.Name] = change.Value;
                    break;
            }
        }

        return own;
    }

    private static string[] Items(string? list) => list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
