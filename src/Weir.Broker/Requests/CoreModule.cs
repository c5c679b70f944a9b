using Weir.Broker.Transactions;

namespace Weir.Broker;

/// <summary>Topics and records.</summary>
internal sealed class CoreModule(BrokerServices services, TransactionCoordinator transactions) : IBrokerModule
{
    private readonly ProduceDeadlines _produceDeadlines = new(services.Time);

    public IEnumerable<ApiHandler> Handlers
    {
        get
        {
            var completions = new CompletionQueue();
            var configDescriber = new ConfigDescriber(services.Config);
            var sessions = new FetchSessionCache(services.Config.GetInt("max.incremental.fetch.session.cache.slots"), services.Time);
            return
            [
                new ProduceHandler(services, new PartitionAppender(services.Time, transactions), _produceDeadlines, completions),
                new FetchHandler(services, new PartitionReader(services.Topics), sessions, completions),
                new ListOffsetsHandler(services),
                new MetadataHandler(services, services.TopicAdmin),
                new ApiVersionsHandler(services),
                new CreateTopicsHandler(services, services.TopicAdmin, configDescriber),
                new DeleteTopicsHandler(services, services.TopicAdmin),
                new DeleteRecordsHandler(services),
                new OffsetForLeaderEpochHandler(services),
                new CreatePartitionsHandler(services, services.TopicAdmin),
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
