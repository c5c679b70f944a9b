namespace Weir.Demo;

/// <summary>Rides that began at a location.</summary>
internal sealed record LocationCountJson(string Location, long Rides);
