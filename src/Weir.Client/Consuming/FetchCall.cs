using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Client.Consuming;

/// <summary>One fetch request. Its answer keeps the frame: records are handed out from where they were received.</summary>
internal sealed class FetchCall(BrokerFetcher fetcher, short version)
    : PendingRequest(ApiKey.Fetch, version, HeaderVersions.OfResponse(ApiKey.Fetch, version, FetchResponse.FlexibleFrom))
{
    public override void OnResponse(ref ResponseFrame frame, int bodyStart)
    {
        FrameLease lease = frame.Detach();
        try
        {
            var reader = new ProtocolReader(lease.Bytes[bodyStart..]);
            var response = new FetchResponse();
            response.Read(ref reader, Version);
            fetcher.OnResponse(response, lease);
        }
        finally
        {
            lease.Release();
        }
    }

    public override void OnFailure(KafkaException error) => fetcher.OnFailure();
}
