namespace Weir.Rides;

/// <summary>What a ride costs before the tip, by the TLC's rules for yellow taxis in 2020. All amounts in US dollars.</summary>
internal readonly record struct TaxiFare(long RatecodeId, double Meter, double Extra, double Tolls, double Congestion)
{
    public const double MtaTax = 0.5;
    public const double ImprovementSurcharge = 0.3;
    private const double InitialCharge = 2.5;
    private const double Unit = 0.5; // for a fifth of a mile, or a minute in slow traffic
    private const double KennedyFlatFare = 52;
    private const double NewarkSurcharge = 17.5;
    private const double TunnelToll = 6.12;
    private const double CongestionSurcharge = 2.5;
    private const double SlowMilesPerHour = 12;

    /// <summary>Everything the passenger owes before the tip.</summary>
    public double Sum => RideGenerator.Cents(Meter + Extra + MtaTax + Tolls + ImprovementSurcharge + Congestion);

    public static TaxiFare For(TaxiZone from, TaxiZone to, double miles, TimeSpan duration, DateTime pickup)
    {
        var ratecode = Ratecode(from, to);
        var meter = ratecode == 2 ? KennedyFlatFare : Metered(miles, duration) + (ratecode == 3 ? NewarkSurcharge : 0);
        var tolls = from.Area == to.Area || !CrossesToll(from, to) ? 0 : TunnelToll;
        var congestion = from.Area == TaxiArea.Core || to.Area == TaxiArea.Core ? CongestionSurcharge : 0;
        return new TaxiFare(ratecode, meter, ratecode == 1 ? ExtraAt(pickup) : 0, tolls, congestion);
    }

    private static long Ratecode(TaxiZone from, TaxiZone to)
    {
        if (to.Area == TaxiArea.Newark)
        {
            return 3;
        }
        return (from.Area == TaxiArea.Kennedy && InManhattan(to)) || (to.Area == TaxiArea.Kennedy && InManhattan(from)) ? 2 : 1;
    }

    private static double Metered(double miles, TimeSpan duration)
    {
        var hours = Math.Max(duration.TotalHours, 1.0 / 60);
        var waiting = Math.Max(0, duration.TotalMinutes - (miles / SlowMilesPerHour * 60));
        var units = Math.Floor(miles * 5) + Math.Floor(miles / hours < SlowMilesPerHour ? waiting : waiting / 2);
        return InitialCharge + (Unit * units);
    }

    // Half a dollar at night (20 to 6 o'clock), a dollar in the weekday evening rush (16 to 20 o'clock).
    private static double ExtraAt(DateTime time) => time.Hour switch
    {
        >= 20 or < 6 => 0.5,
        >= 16 when time.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) => 1,
        _ => 0,
    };

    private static bool InManhattan(TaxiZone zone) => zone.Area is TaxiArea.Core or TaxiArea.UpperManhattan;

    private static bool CrossesToll(TaxiZone from, TaxiZone to) =>
        (InManhattan(from) && to.Area is TaxiArea.LaGuardia or TaxiArea.Kennedy or TaxiArea.Newark)
        || (InManhattan(to) && from.Area is TaxiArea.LaGuardia or TaxiArea.Kennedy);
}
