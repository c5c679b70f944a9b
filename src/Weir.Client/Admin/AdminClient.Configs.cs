using System.Globalization;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client;

/// <content>Configurations of topics, brokers and groups.</content>
public sealed partial class AdminClient
{
    /// <summary>Settings of one resource, by name, with the documentation where the broker has it.</summary>
    /// <exception cref="KafkaException">There is no such resource.</exception>
    public Task<IReadOnlyList<ConfigEntry>> DescribeConfigsAsync(ConfigResource resource, CancellationToken cancellationToken = default)
    {
        var request = new DescribeConfigsRequest
        {
            IncludeDocumentation = true,
            Resources =
            [
                new DescribeConfigsRequest.DescribeConfigsResource { ResourceType = (sbyte)resource.Type, ResourceName = resource.Name, ConfigurationKeys = null },
            ],
        };
        return RetryAsync<IReadOnlyList<ConfigEntry>>(
            async token =>
            {
                DescribeConfigsResponse response = await AskOwnerAsync<DescribeConfigsRequest, DescribeConfigsResponse>(resource, request, token).ConfigureAwait(false);
                ThrowFirst(response.Results.Select(result => (result.ErrorCode, $"Describing the configuration of {resource}", result.ErrorMessage)));
                return [.. response.Results
                    .SelectMany(static result => result.Configs)
                    .OrderBy(static config => config.Name, StringComparer.Ordinal)
                    .Select(static config => new ConfigEntry(
                        config.Name,
                        config.Value,
                        config.ConfigSource is > 0 and <= (int)ConfigSource.DynamicGroup ? (ConfigSource)config.ConfigSource : ConfigSource.Unknown,
                        config.ReadOnly,
                        config.IsSensitive,
                        string.IsNullOrEmpty(config.Documentation) ? null : config.Documentation))];
            },
            cancellationToken);
    }

    /// <summary>Resources that have settings of their own; topics and brokers with or without (KIP-1142, Kafka 4.1). Older brokers list client metrics only.</summary>
    /// <param name="types">Only these kinds; all when there are none.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="KafkaException">The brokers are too old for what is asked.</exception>
    public Task<IReadOnlyList<ConfigResource>> ListConfigResourcesAsync(IEnumerable<ConfigResourceType>? types = null, CancellationToken cancellationToken = default)
    {
        var request = new ListConfigResourcesRequest { ResourceTypes = [.. (types ?? []).Select(static type => (sbyte)type)] };
        return RetryAsync<IReadOnlyList<ConfigResource>>(
            async token =>
            {
                ListConfigResourcesResponse response =
                    await _cluster.RequestAnyAsync<ListConfigResourcesRequest, ListConfigResourcesResponse>(request, token).ConfigureAwait(false);
                ThrowFirst([(response.ErrorCode, "Listing what has settings", null)]);
                return [.. response.ConfigResources
                    .Select(static resource => new ConfigResource((ConfigResourceType)resource.ResourceType, resource.ResourceName))
                    .OrderBy(static resource => resource.Type).ThenBy(static resource => resource.Name, StringComparer.Ordinal)];
            },
            cancellationToken);
    }

    /// <summary>Changes single settings and leaves the others (KIP-339). Brokers before Kafka 2.3 can only replace all settings of a topic: there the others are read and written back.</summary>
    /// <param name="resource">What the settings belong to.</param>
    /// <param name="changes">What to change.</param>
    /// <param name="validateOnly">Only find out whether it could be done.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="KafkaException">Nothing was changed: a setting is unknown or a value not allowed.</exception>
    public Task AlterConfigsAsync(
        ConfigResource resource, IEnumerable<ConfigChange> changes, bool validateOnly = false, CancellationToken cancellationToken = default)
    {
        ConfigChange[] all = [.. changes];
        var request = new IncrementalAlterConfigsRequest
        {
            ValidateOnly = validateOnly,
            Resources =
            [
                new IncrementalAlterConfigsRequest.AlterConfigsResource
                {
                    ResourceType = (sbyte)resource.Type,
                    ResourceName = resource.Name,
                    Configs = [.. all.Select(static change => new IncrementalAlterConfigsRequest.AlterableConfig
                    {
                        Name = change.Name,
                        Value = change.Value,
                        ConfigOperation = (sbyte)change.Operation,
                    })],
                },
            ],
        };
        return RetryAsync(
            async token =>
            {
                try
                {
                    IncrementalAlterConfigsResponse response =
                        await AskOwnerAsync<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse>(resource, request, token).ConfigureAwait(false);
                    ThrowFirst(response.Responses.Select(result => (result.ErrorCode, $"Altering the configuration of {resource}", result.ErrorMessage)));
                }
                catch (KafkaException e) when (e.ErrorCode == ErrorCode.UnsupportedVersion && resource.Type == ConfigResourceType.Topic)
                {
                    await ReplaceConfigsAsync(resource, all, validateOnly, token).ConfigureAwait(false);
                }
            },
            cancellationToken);
    }

    private async Task ReplaceConfigsAsync(ConfigResource topic, ConfigChange[] changes, bool validateOnly, CancellationToken cancellationToken)
    {
        IReadOnlyList<ConfigEntry> now = await DescribeConfigsAsync(topic, cancellationToken).ConfigureAwait(false);
        var request = new AlterConfigsRequest
        {
            ValidateOnly = validateOnly,
            Resources =
            [
                new AlterConfigsRequest.AlterConfigsResource
                {
                    ResourceType = (sbyte)topic.Type,
                    ResourceName = topic.Name,
                    Configs = [.. ConfigMerge.Apply(now, changes).Select(static config => new AlterConfigsRequest.AlterableConfig { Name = config.Key, Value = config.Value })],
                },
            ],
        };
        AlterConfigsResponse response = await AskOwnerAsync<AlterConfigsRequest, AlterConfigsResponse>(topic, request, cancellationToken).ConfigureAwait(false);
        ThrowFirst(response.Responses.Select(result => (result.ErrorCode, $"Altering the configuration of {topic}", result.ErrorMessage)));
    }

    /// <summary>A broker's own settings are asked of that broker, everything else of any.</summary>
    private async Task<TResponse> AskOwnerAsync<TRequest, TResponse>(ConfigResource resource, TRequest request, CancellationToken cancellationToken)
        where TRequest : IApiMessage
        where TResponse : IApiMessage, new()
    {
        bool isBroker = resource.Type is ConfigResourceType.Broker or ConfigResourceType.BrokerLogger;
        if (!isBroker || !int.TryParse(resource.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int brokerId))
        {
            return await _cluster.RequestAnyAsync<TRequest, TResponse>(request, cancellationToken).ConfigureAwait(false);
        }

        if (_cluster.Snapshot.Broker(brokerId) is null)
        {
            await _cluster.Metadata.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }

        return await _cluster.RequestAsync<TRequest, TResponse>(brokerId, request, cancellationToken).ConfigureAwait(false);
    }
}
