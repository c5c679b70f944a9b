using System.Text.RegularExpressions;
using Weir.Broker.Transactions;
using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Broker;

/// <summary>
/// ListTransactions, versions 0 to 2 (KIP-664): the transactional ids, filtered by state and producer id, by how long the transaction has
/// been open (v1, KIP-994) and by a pattern that the whole id must match (v2, KIP-1152). States nobody knows are told back.
/// </summary>
internal sealed class ListTransactionsHandler(BrokerServices services, TransactionCoordinator transactions)
    : ApiHandler<ListTransactionsRequest, ListTransactionsResponse>(0, 2)
{
    protected override ValueTask<ListTransactionsResponse?> HandleAsync(ListTransactionsRequest request, RequestContext context)
    {
        var response = new ListTransactionsResponse();
        var states = new HashSet<TransactionState>();
        foreach (string name in request.StateFilters)
        {
            if (Enum.TryParse(name, out TransactionState state) && state.ToString() == name)
            {
                states.Add(state);
            }
            else
            {
                response.UnknownStateFilters.Add(name);
            }
        }

        if (!TryCompile(request.TransactionalIdPattern, out Regex? pattern))
        {
            response.ErrorCode = ErrorCode.InvalidRegularExpression;
            return new ValueTask<ListTransactionsResponse?>(response);
        }

        // A filter of unknown states only matches nothing.
        bool matchesNothing = request.StateFilters.Count > 0 && states.Count == 0;
        foreach (TransactionMetadata metadata in matchesNothing ? [] : transactions.List())
        {
            bool isWanted = (states.Count == 0 || states.Contains(metadata.State))
                && (request.ProducerIdFilters.Count == 0 || request.ProducerIdFilters.Contains(metadata.ProducerId))
                && HasRunFor(metadata, request.DurationFilter)
                && (pattern is null || pattern.IsMatch(metadata.TransactionalId));
            if (isWanted)
            {
                response.TransactionStates.Add(new()
                {
                    TransactionalId = metadata.TransactionalId,
                    ProducerId = metadata.ProducerId,
                    TransactionState = metadata.State.ToString(),
                });
            }
        }

        return new ValueTask<ListTransactionsResponse?>(response);
    }

    // Linear time, as the RE2 that Kafka uses: the pattern comes from a client.
    private static bool TryCompile(string? text, out Regex? pattern)
    {
        pattern = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        try
        {
            pattern = new Regex($@"\A(?:{text})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private bool HasRunFor(TransactionMetadata metadata, long durationMs) =>
        durationMs < 0 || services.Time.GetUtcNow().ToUnixTimeMilliseconds() - metadata.StartMs > durationMs;
}
