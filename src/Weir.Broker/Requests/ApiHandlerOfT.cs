using System.Diagnostics.CodeAnalysis;
using Weir.Protocol;
using Weir.Protocol.Framing;

namespace Weir.Broker;

/// <summary>Base of the handlers in <c>Apis/</c>: one file per API, with the range of versions it serves in its constructor.</summary>
[SuppressMessage("StyleCop", "SA1649", Justification = "The generic twin of ApiHandler.")]
internal abstract class ApiHandler<TRequest, TResponse>(short lowestVersion, short highestVersion)
    : ApiHandler(TRequest.ApiKey, lowestVersion, highestVersion)
    where TRequest : class, IApiMessage, new()
    where TResponse : class, IApiMessage
{
    public sealed override short FlexibleFrom => TRequest.FlexibleFrom;

    /// <summary>
    /// Handles one request. Completing at once keeps the request on the receiving thread, which is the fast way.
    /// Null is "no response at all": only a produce with acks=0 does that.
    /// </summary>
    protected abstract ValueTask<TResponse?> HandleAsync(TRequest request, RequestContext context);

    public sealed override void Dispatch(RequestContext context, ReadOnlyMemory<byte> body)
    {
        var request = new TRequest();
        var reader = new ProtocolReader(KeepsRequestBytes ? body.ToArray() : body);
        request.Read(ref reader, context.ApiVersion);
        if (reader.Remaining > 0)
        {
            throw new ProtocolException($"{reader.Remaining} bytes follow the {Key} v{context.ApiVersion} request.");
        }

        ValueTask<TResponse?> pending = HandleAsync(request, context);
        if (pending.IsCompletedSuccessfully)
        {
            Complete(context, pending.Result);
        }
        else
        {
            _ = CompleteLaterAsync(context, pending);
        }
    }

    private static void Complete(RequestContext context, TResponse? response) =>
        context.Complete(response is null ? null : EncodedFrame.ForResponse(response, context.ApiVersion, context.CorrelationId));

    private static async Task CompleteLaterAsync(RequestContext context, ValueTask<TResponse?> pending)
    {
        try
        {
            Complete(context, await pending);
        }
        catch (Exception e)
        {
            context.Fail(e);
        }
    }
}
