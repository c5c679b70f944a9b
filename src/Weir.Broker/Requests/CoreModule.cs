namespace Weir.Broker;

/// <summary>Topics, records, settings and producer ids: everything but groups.</summary>
internal sealed class CoreModule(BrokerServices services) : IBrokerModule
{
    private readonly ProduceDeadlines _produceDeadlines = new(services.Time);

    public IEnumerable<ApiHandler> Handlers
    {
        get
        {
            var completions = new CompletionQueue();
            var configDescriber = new ConfigDescriber(services.Config);
            var configAdmin = new ConfigAdmin(services.Topics, services.Controller);
            var sessions = new FetchSessionCache(services.Config.GetInt("max.incremental.fetch.session.cache.slots"), services.Time);
            return
            [
                new ProduceHandler(services, new PartitionAppender(services.Time), _produceDeadlines, completions),
                new FetchHandler(services, new PartitionReader(services.Topics), sessions, completions),
                new ListOffsetsHandler(services),
                new MetadataHandler(services, services.TopicAdmin),
                new ApiVersionsHandler(services),
                new CreateTopicsHandler(services, services.TopicAdmin, configDescriber),
                new DeleteTopicsHandler(services, services.TopicAdmin),
                new DeleteRecordsHandler(services),
                new InitProducerIdHandler(new ProducerIdAllocator(services.Controller)),
                new OffsetForLeaderEpochHandler(services),
                new DescribeConfigsHandler(services, configDescriber),
                new AlterConfigsHandler(configAdmin),
                new CreatePartitionsHandler(services, services.TopicAdmin),
                new IncrementalAlterConfigsHandler(configAdmin),
                new DescribeClusterHandler(services),
                new DescribeTopicPartitionsHandler(services),
            ];
        }
    }

    public ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _produceDeadlines.Dispose();
        return ValueTask.CompletedTask;
    }
}
