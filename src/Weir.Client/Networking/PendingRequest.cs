using Weir.Protocol;

namespace Weir.Client.Networking;

/// <summary>A request on its way, and what happens with its answer.</summary>
/// <remarks>Thread model: exactly one of <see cref="OnResponse"/> and <see cref="OnFailure"/> is called, once, by the connection's receive loop. It must not block.</remarks>
internal abstract class PendingRequest(ApiKey apiKey, short version, short responseHeaderVersion)
{
    public ApiKey ApiKey { get; } = apiKey;

    public short Version { get; } = version;

    public short ResponseHeaderVersion { get; } = responseHeaderVersion;

    public int CorrelationId { get; set; }

    /// <summary>When the connection is given up without an answer, in the time provider's timestamp units.</summary>
    public long Deadline { get; set; }

    /// <summary>It is on the connection's list and will be answered or failed from there.</summary>
    public bool IsExpected { get; set; }

    /// <param name="frame">The response.</param>
    /// <param name="bodyStart">Where its header ends.</param>
    public abstract void OnResponse(ref ResponseFrame frame, int bodyStart);

    public abstract void OnFailure(KafkaException error);
}
