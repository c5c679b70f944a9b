using Weir.Protocol.InternalRecords;

namespace Weir.Broker;

/// <summary>Whom a quota is for: users, client ids, both together, or addresses. A null name stands for the default of all others.</summary>
internal readonly record struct QuotaEntity(bool HasUser, string? User, bool HasClientId, string? ClientId, bool HasIp, string? Ip)
{
    public const string UserType = "user";
    public const string ClientIdType = "client-id";
    public const string IpType = "ip";

    /// <summary>The parts by Kafka's names of their types.</summary>
    public IEnumerable<(string Type, string? Name)> Parts
    {
        get
        {
            if (HasUser)
            {
                yield return (UserType, User);
            }

            if (HasClientId)
            {
                yield return (ClientIdType, ClientId);
            }

            if (HasIp)
            {
                yield return (IpType, Ip);
            }
        }
    }

    public static QuotaEntity OfClient(string? clientId) => new(false, null, true, clientId, false, null);

    public static QuotaEntity OfUser(string? user) => new(true, user, false, null, false, null);

    public static QuotaEntity OfIp(string? ip) => new(false, null, false, null, true, ip);

    public static QuotaEntity Of(string? user, string? clientId) => new(true, user, true, clientId, false, null);

    /// <summary>The record that sets a limit of this entity or, with null, removes it.</summary>
    public ClientQuotaRecord ToRecord(string key, double? value) => new()
    {
        Entity = [.. Parts.Select(part => new ClientQuotaRecord.EntityData { EntityType = part.Type, EntityName = part.Name })],
        Key = key,
        Value = value ?? 0,
        Remove = value is null,
    };

    /// <summary>Puts the parts together; a problem in words when they do not fit.</summary>
    public static string? TryCreate(IEnumerable<(string Type, string? Name)> parts, out QuotaEntity entity)
    {
        entity = default;
        foreach ((string type, string? name) in parts)
        {
            if (name is { Length: 0 })
            {
                return $"Empty {type} not supported";
            }

            switch (type)
            {
                case UserType when !entity.HasUser:
                    entity = entity with { HasUser = true, User = name };
                    break;
                case ClientIdType when !entity.HasClientId:
                    entity = entity with { HasClientId = true, ClientId = name };
                    break;
                case IpType when !entity.HasIp:
                    entity = entity with { HasIp = true, Ip = name };
                    break;
                case UserType or ClientIdType or IpType:
                    return $"Duplicate entity type {type}";
                default:
                    return $"Unhandled client quota entity type: {type}";
            }
        }

        if (!entity.HasUser && !entity.HasClientId && !entity.HasIp)
        {
            return "Invalid empty client quota entity";
        }

        return entity.HasIp && (entity.HasUser || entity.HasClientId)
            ? "Invalid quota entity combination, IP entity should not be specified with user or client ID"
            : null;
    }
}
