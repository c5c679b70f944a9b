namespace Weir.Rides;

/// <summary>A TLC taxi zone, roughly: where it lies and how much of the traffic begins and ends there.</summary>
/// <param name="Id">The TLC's LocationID.</param>
/// <param name="Latitude">Degrees north of the zone's middle, to about 300 m.</param>
/// <param name="Longitude">Degrees east of the zone's middle, to about 300 m.</param>
/// <param name="Weight">Share of rides relative to other zones.</param>
/// <param name="Area">Which surcharges apply.</param>
internal sealed record TaxiZone(int Id, double Latitude, double Longitude, double Weight, TaxiArea Area);
