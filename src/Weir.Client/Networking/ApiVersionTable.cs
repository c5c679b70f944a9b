using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Networking;

/// <summary>The API versions one broker serves (KIP-35).</summary>
internal sealed class ApiVersionTable
{
    private readonly Dictionary<ApiKey, (short Lowest, short Highest)> _ranges = [];
    private readonly Dictionary<string, short> _features = new(StringComparer.Ordinal);
    private readonly BrokerAddress _broker;

    public ApiVersionTable(BrokerAddress broker, ApiVersionsResponse response)
    {
        _broker = broker;
        foreach (ApiVersionsResponse.ApiVersion range in response.ApiKeys)
        {
            _ranges[(ApiKey)range.ApiKey] = (range.MinVersion, range.MaxVersion);
        }

        foreach (ApiVersionsResponse.FinalizedFeatureKey feature in response.FinalizedFeatures)
        {
            _features[feature.Name] = feature.MaxVersionLevel;
        }
    }

    /// <summary>The level that the whole cluster has agreed on for a feature (KIP-584); 0 when it has none.</summary>
    public short FinalizedLevel(string feature) => _features.GetValueOrDefault(feature);

    public bool Supports(ApiKey key, short version) => _ranges.TryGetValue(key, out var range) && range.Lowest <= version && version <= range.Highest;

    /// <summary>The highest version both sides know, at most <paramref name="limit"/>.</summary>
    /// <exception cref="KafkaException">There is none.</exception>
    public short Negotiate<TRequest>(short limit = short.MaxValue)
        where TRequest : IApiMessage
    {
        short own = Math.Min(TRequest.HighestVersion, limit);
        if (!_ranges.TryGetValue(TRequest.ApiKey, out var range))
        {
            throw new KafkaException(
                ErrorCode.UnsupportedVersion,
                $"The broker at {_broker} does not serve {TRequest.ApiKey} requests. Use a newer broker, or do without this call.");
        }

        short version = Math.Min(range.Highest, own);
        return version >= range.Lowest && version >= TRequest.LowestVersion
            ? version
            : throw new KafkaException(
                ErrorCode.UnsupportedVersion,
                $"The broker at {_broker} serves {TRequest.ApiKey} versions {range.Lowest} to {range.Highest}, this client needs {TRequest.LowestVersion} to {own}. Use Kafka 2.1 to 4.x.");
    }
}
