using Weir.Broker.Groups;

namespace Weir.Broker.Transactions;

/// <summary>Transactions: the coordinator, its log and its APIs.</summary>
/// <remarks>Thread model: started and stopped by the broker, after groups and before them; what runs in between is the <see cref="TransactionCoordinator"/>.</remarks>
internal sealed class TransactionModule : IBrokerModule
{
    private readonly BrokerServices _services;
    private readonly GroupModule _groups;
    private readonly TransactionLog _log;
    private readonly MarkerWriter _markers;
    private readonly ProducerIdAllocator _producerIds;

    public TransactionModule(BrokerServices services, GroupModule groups)
    {
        _services = services;
        _groups = groups;
        var completions = new CompletionQueue();
        _log = new TransactionLog(services, completions);
        _markers = new MarkerWriter(services, groups.Coordinator, completions);
        _producerIds = new ProducerIdAllocator(services.Controller);
        Coordinator = new TransactionCoordinator(TransactionOptions.From(services.Config), services.Time, _log, _markers, _producerIds.Take);
    }

    public TransactionCoordinator Coordinator { get; }

    public IEnumerable<ApiHandler> Handlers =>
    [
        new InitProducerIdHandler(_producerIds, Coordinator),
        new AddPartitionsToTxnHandler(_services, Coordinator),
        new AddOffsetsToTxnHandler(_groups.Log, Coordinator),
        new EndTxnHandler(_producerIds, Coordinator),
        new WriteTxnMarkersHandler(_services, _markers, _groups.Coordinator),
        new TxnOffsetCommitHandler(_services, _groups.Log, _groups.Coordinator, Coordinator),
        new DescribeProducersHandler(_services),
        new DescribeTransactionsHandler(Coordinator),
        new ListTransactionsHandler(_services, Coordinator),
    ];

    public ValueTask StartAsync(CancellationToken cancellationToken) =>
        new TransactionRecovery(_services, Coordinator, _markers, _groups.Coordinator).RunAsync(_log.Replay());

    public ValueTask DisposeAsync()
    {
        Coordinator.Dispose();
        return ValueTask.CompletedTask;
    }
}
