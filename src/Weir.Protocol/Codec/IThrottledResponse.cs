namespace Weir.Protocol;

/// <summary>A response that tells the client how long its quota keeps it waiting (KIP-13). Versions that lack the field write nothing of it.</summary>
public interface IThrottledResponse
{
    /// <summary>Milliseconds; 0 is not throttled.</summary>
    int ThrottleTimeMs { get; set; }
}
