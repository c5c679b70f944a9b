namespace Weir.Broker.Groups.Share;

/// <summary>A member that has left its share group or was removed from it.</summary>
internal readonly record struct ShareDeparture(string GroupId, string MemberId);
