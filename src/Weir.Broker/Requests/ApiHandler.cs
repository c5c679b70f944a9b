using Weir.Protocol;

namespace Weir.Broker;

/// <summary>Serves one API key in a range of versions. Derive from <see cref="ApiHandler{TRequest,TResponse}"/>.</summary>
/// <remarks>
/// Thread model: one instance serves all connections at once; a handler keeps no state of its own that is not safe for
/// concurrent use. It runs on the connection's receiving thread and must never block.
/// </remarks>
internal abstract class ApiHandler(ApiKey key, short lowestVersion, short highestVersion)
{
    private bool _isSwitchedOff;

    public ApiKey Key { get; } = key;

    /// <summary>Lowest version served.</summary>
    public short LowestVersion { get; } = lowestVersion;

    /// <summary>Highest version served.</summary>
    public short HighestVersion { get; } = highestVersion;

    /// <summary>First version whose header and body are flexible (KIP-482).</summary>
    public abstract short FlexibleFrom { get; }

    /// <summary>
    /// Whether the connection goes on with its next request while this one waits for something. False, as in Apache Kafka,
    /// means that requests of a connection take effect one after the other. Responses keep the order of the requests either way.
    /// </summary>
    public virtual bool AllowsPipelining => false;

    /// <summary>
    /// Whether byte fields of the request are used after the handler has first returned to its caller. The request is then
    /// decoded from a copy; otherwise its byte fields refer to the connection's buffer and are gone once the handler waits.
    /// </summary>
    public virtual bool KeepsRequestBytes => false;

    /// <summary>Whether clients are told of the API. It is served in any case. Any thread.</summary>
    public virtual bool IsAdvertised => true;

    /// <summary>The feature that the API belongs to is out of use: every request is answered with UNSUPPORTED_VERSION. Any thread.</summary>
    public bool IsSwitchedOff
    {
        get => Volatile.Read(ref _isSwitchedOff);
        set => Volatile.Write(ref _isSwitchedOff, value);
    }

    /// <summary>Decodes, handles and answers one request. <paramref name="context"/> learns of the response now or later.</summary>
    /// <exception cref="ProtocolException">The body is not a valid request of this version.</exception>
    public abstract void Dispatch(RequestContext context, ReadOnlyMemory<byte> body);
}
