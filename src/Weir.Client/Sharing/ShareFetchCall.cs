using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Client.Sharing;

/// <summary>One ShareFetch request. Its answer keeps the frame: records are handed out from where they were received.</summary>
internal sealed class ShareFetchCall(BrokerShareFetcher fetcher, short version, OutgoingAcknowledgements? acknowledgements, long sentAt)
    : PendingRequest(ApiKey.ShareFetch, version, HeaderVersions.OfResponse(ApiKey.ShareFetch, version, ShareFetchResponse.FlexibleFrom))
{
    public override void OnResponse(ref ResponseFrame frame, int bodyStart)
    {
        FrameLease lease = frame.Detach();
        try
        {
            var reader = new ProtocolReader(lease.Bytes[bodyStart..]);
            var response = new ShareFetchResponse();
            response.Read(ref reader, Version);
            fetcher.OnFetched(response, acknowledgements, sentAt, lease);
        }
        finally
        {
            lease.Release();
        }
    }

    public override void OnFailure(KafkaException error) => fetcher.OnFailure(error, acknowledgements);
}
