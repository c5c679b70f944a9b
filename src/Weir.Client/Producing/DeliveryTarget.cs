namespace Weir.Client.Producing;

/// <summary>Who wants to know how one record of a batch ended: an awaiter or a callback.</summary>
internal readonly record struct DeliveryTarget(SendCompletion? Awaiter, Action<DeliveryReport>? Callback, object? State)
{
    public bool IsNobody => Awaiter is null && Callback is null;
}
