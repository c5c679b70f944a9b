namespace Weir.Rides;

/// <summary>What one line of a CSV file gave: a ride, or why it is none.</summary>
internal readonly record struct RideRow(Ride? Ride, RideCsvError? Error);
