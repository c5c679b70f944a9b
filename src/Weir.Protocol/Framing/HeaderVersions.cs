namespace Weir.Protocol.Framing;

/// <summary>Header versions that go with a message version (KIP-482, KIP-511).</summary>
public static class HeaderVersions
{
    public static short OfRequest(short version, short flexibleFrom) => version >= flexibleFrom ? (short)2 : (short)1;

    /// <summary>The ApiVersions response keeps header v0, so that a client can read it before it knows the broker (KIP-511).</summary>
    public static short OfResponse(ApiKey apiKey, short version, short flexibleFrom) =>
        apiKey != ApiKey.ApiVersions && version >= flexibleFrom ? (short)1 : (short)0;
}
