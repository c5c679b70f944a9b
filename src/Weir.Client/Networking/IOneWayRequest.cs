namespace Weir.Client.Networking;

/// <summary>A request without an answer.</summary>
internal interface IOneWayRequest
{
    /// <summary>The connection needs the request's memory no longer. Called once; must not block.</summary>
    /// <param name="sent">False when the connection was lost before all of it had left.</param>
    void OnSent(bool sent);
}
