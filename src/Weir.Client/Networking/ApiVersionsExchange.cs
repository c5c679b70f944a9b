using Weir.Protocol;
using Weir.Protocol.Messages;

namespace Weir.Client.Networking;

/// <summary>The first request on a connection. A broker that does not know the version answers in version 0 (KIP-511).</summary>
internal sealed class ApiVersionsExchange(short version) : PendingRequest(ApiKey.ApiVersions, version, responseHeaderVersion: 0)
{
    private readonly TaskCompletionSource<ApiVersionsResponse> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<ApiVersionsResponse> Response => _completion.Task;

    public override void OnResponse(ref ResponseFrame frame, int bodyStart)
    {
        ReadOnlyMemory<byte> body = frame.Bytes[bodyStart..];
        var peek = new ProtocolReader(body);
        bool unsupported = (ErrorCode)peek.ReadInt16() == ErrorCode.UnsupportedVersion;
        var reader = new ProtocolReader(body);
        var response = new ApiVersionsResponse();
        response.Read(ref reader, unsupported ? (short)0 : Version);
        _completion.TrySetResult(response);
    }

    public override void OnFailure(KafkaException error) => _completion.TrySetException(error);
}
