namespace Weir.Client;

/// <summary>Whom limits hold for: requests of a user, of a client id, of both together, or connections from an address (KIP-546, KIP-612).</summary>
/// <param name="User">Name of the user; <see cref="Default"/> for users without limits of their own; null when the user does not matter.</param>
/// <param name="ClientId">The <c>client.id</c>; as above.</param>
/// <param name="Ip">The address or host; as above, and alone.</param>
public sealed record ClientQuotaEntity(string? User = null, string? ClientId = null, string? Ip = null)
{
    /// <summary>Stands for all names without limits of their own; written as Kafka's tools write it.</summary>
    public const string Default = "<default>";

    /// <summary>The parts that are given, by the protocol's names; a null name is the default.</summary>
    internal IEnumerable<(string Type, string? Name)> Parts =>
        from part in new[] { (Type: "user", Name: User), (Type: "client-id", Name: ClientId), (Type: "ip", Name: Ip) }
        where part.Name is not null
        select (part.Type, part.Name == Default ? null : part.Name);

    internal static ClientQuotaEntity FromParts(IEnumerable<(string Type, string? Name)> parts)
    {
        Dictionary<string, string> names = parts.ToDictionary(static part => part.Type, static part => part.Name ?? Default);
        return new ClientQuotaEntity(names.GetValueOrDefault("user"), names.GetValueOrDefault("client-id"), names.GetValueOrDefault("ip"));
    }

    public override string ToString() => string.Join(", ", Parts.Select(static part => $"{part.Type} {part.Name ?? Default}"));
}
