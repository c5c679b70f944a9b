using Weir.Client.Networking;
using Weir.Protocol;
using Weir.Protocol.Framing;
using Weir.Protocol.Messages;

namespace Weir.Client.Sharing;

/// <summary>One ShareAcknowledge request.</summary>
internal sealed class ShareAcknowledgeCall(BrokerShareFetcher fetcher, short version, OutgoingAcknowledgements? acknowledgements, long sentAt, bool isLast)
    : PendingRequest(ApiKey.ShareAcknowledge, version, HeaderVersions.OfResponse(ApiKey.ShareAcknowledge, version, ShareAcknowledgeResponse.FlexibleFrom))
{
    public override void OnResponse(ref ResponseFrame frame, int bodyStart)
    {
        var reader = new ProtocolReader(frame.Bytes[bodyStart..]);
        var response = new ShareAcknowledgeResponse();
        response.Read(ref reader, Version);
        fetcher.OnAcknowledged(response, acknowledgements, sentAt, isLast);
    }

    public override void OnFailure(KafkaException error) => fetcher.OnFailure(error, acknowledgements);
}
