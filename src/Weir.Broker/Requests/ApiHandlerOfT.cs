using System.Diagnostics.CodeAnalysis;
using Weir.Protocol;
using Weir.Protocol.Framing;

namespace Weir.Broker;

/// <summary>Base of the handlers in <c>Apis/</c>: one file per API, with the range of versions it serves in its constructor.</summary>
[SuppressMessage("StyleCop", "SA1649", Justification = "The generic twin of ApiHandler.")]
internal abstract class ApiHandler<TRequest, TResponse>(short lowestVersion, short highestVersion)
    : ApiHandler(TRequest.ApiKey, lowestVersion, highestVersion)
    where TRequest : class, IApiMessage, new()
    where TResponse : class, IApiMessage, new()
{
    public sealed override short FlexibleFrom => TRequest.FlexibleFrom;

    /// <summary>
    /// Handles one request. Completing at once keeps the request on the receiving thread, which is the fast way.
    /// Null is "no response at all": only a produce with acks=0 does that.
    /// </summary>
    protected abstract ValueTask<TResponse?> HandleAsync(TRequest request, RequestContext context);

    /// <summary>
    /// What the client is told when handling the request threw, as Kafka's own requests do it: the response's own shape, with the error at
    /// every item asked for. Null ends the connection.
    /// </summary>
    /// <param name="request">The request; its byte fields may be gone.</param>
    /// <param name="version">Version of the response.</param>
    /// <param name="error">What to answer.</param>
    protected virtual TResponse? ErrorResponse(TRequest request, short version, ErrorCode error)
    {
        var response = new TResponse();
        if (response is not IErrorResponse whole)
        {
            return null;
        }

        whole.ErrorCode = error;
        return response;
    }

    public sealed override void Dispatch(RequestContext context, ReadOnlyMemory<byte> body)
    {
        context.RequestBytes = body.Length;
        RequestThrottle.Begin(context);
        var request = new TRequest();
        var reader = new ProtocolReader(KeepsRequestBytes ? body.ToArray() : body);

        // Whatever follows is left alone, as by Apache Kafka: librdkafka sends three bytes too many when it asks for all topics (Metadata v9 and later).
        request.Read(ref reader, context.ApiVersion);
        if (IsSwitchedOff)
        {
            Complete(context, ErrorResponse(request, context.ApiVersion, ErrorCode.UnsupportedVersion));
            return;
        }

        ValueTask<TResponse?> pending;
        try
        {
            pending = HandleAsync(request, context);
        }
        catch (Exception e) when (e is not ProtocolException)
        {
            CompleteWithError(context, request, e);
            return;
        }

        if (pending.IsCompletedSuccessfully)
        {
            Complete(context, pending.Result);
        }
        else
        {
            context.StopWork();
            _ = CompleteLaterAsync(context, request, pending);
        }
    }

    private static void Complete(RequestContext context, TResponse? response)
    {
        EncodedFrame? frame = response is null ? null : EncodedFrame.ForResponse(response, context.ApiVersion, context.CorrelationId);
        if (response is IThrottledResponse throttled && RequestThrottle.Apply(context, throttled))
        {
            // Only now is the time known that the response must carry.
            frame!.Dispose();
            frame = EncodedFrame.ForResponse(response, context.ApiVersion, context.CorrelationId);
        }

        context.Complete(frame);
    }

    private async Task CompleteLaterAsync(RequestContext context, TRequest request, ValueTask<TResponse?> pending)
    {
        TResponse? response;
        try
        {
            response = await pending;
        }
        catch (Exception e) when (e is not ProtocolException)
        {
            CompleteWithError(context, request, e);
            return;
        }
        catch (ProtocolException e)
        {
            context.Fail(e);
            return;
        }

        context.ResumeWork();
        Complete(context, response);
    }

    private void CompleteWithError(RequestContext context, TRequest request, Exception error)
    {
        try
        {
            ErrorCode code = error is IOException ? ErrorCode.KafkaStorageError : ErrorCode.UnknownServerError;
            if (ErrorResponse(request, context.ApiVersion, code) is { } response)
            {
                context.OnHandlerFailed(error);
                Complete(context, response);
                return;
            }
        }
        catch (Exception second)
        {
            error = new AggregateException(error, second);
        }

        context.Fail(error);
    }
}
