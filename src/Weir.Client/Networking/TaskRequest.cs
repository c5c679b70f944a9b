using Weir.Protocol;

namespace Weir.Client.Networking;

/// <summary>A request whose answer somebody awaits. The response owns its bytes.</summary>
internal sealed class TaskRequest<TResponse>(short version, short responseHeaderVersion)
    : PendingRequest(TResponse.ApiKey, version, responseHeaderVersion)
    where TResponse : IApiMessage, new()
{
    private readonly TaskCompletionSource<TResponse> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResponse> Response => _completion.Task;

    public override void OnResponse(ref ResponseFrame frame, int bodyStart)
    {
        // Byte fields refer to what they are read from, and the receive buffer is used again.
        var reader = new ProtocolReader(frame.Bytes[bodyStart..].ToArray());
        var response = new TResponse();
        response.Read(ref reader, Version);
        _completion.TrySetResult(response);
    }

    public override void OnFailure(KafkaException error) => _completion.TrySetException(error);
}
