namespace Weir.Broker;

/// <summary>Settings, quotas, features, and what the cluster says of itself.</summary>
internal sealed class AdminModule(BrokerServices services) : IBrokerModule
{
    public IEnumerable<ApiHandler> Handlers
    {
        get
        {
            var configs = new ConfigAdmin(services.Topics, services.Controller, services.Config, services.LoggerLevels);
            return
            [
                new DescribeAclsHandler(),
                new CreateAclsHandler(),
                new DeleteAclsHandler(),
                new DescribeConfigsHandler(services, new ConfigDescriber(services.Config)),
                new AlterConfigsHandler(configs),
                new AlterReplicaLogDirsHandler(services),
                new DescribeLogDirsHandler(services),
                new ElectLeadersHandler(services),
                new IncrementalAlterConfigsHandler(configs),
                new AlterPartitionReassignmentsHandler(services),
                new ListPartitionReassignmentsHandler(),
                new DescribeClientQuotasHandler(services.Controller.Quotas),
                new AlterClientQuotasHandler(services),
                new DescribeQuorumHandler(services),
                new UpdateFeaturesHandler(services),
                new DescribeClusterHandler(services),
                new ListConfigResourcesHandler(services),
                new DescribeTopicPartitionsHandler(services),
            ];
        }
    }

    public ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
