namespace Weir.Rides;

/// <summary>Parts of the city the fare rules tell apart.</summary>
internal enum TaxiArea
{
    /// <summary>Manhattan south of 96th Street: the congestion surcharge applies.</summary>
    Core,

    /// <summary>The rest of Manhattan.</summary>
    UpperManhattan,

    /// <summary>Brooklyn, Queens, the Bronx.</summary>
    Outer,

    /// <summary>John F. Kennedy airport: a flat fare from and to Manhattan.</summary>
    Kennedy,

    /// <summary>LaGuardia airport.</summary>
    LaGuardia,

    /// <summary>Newark airport: a surcharge; taxis may take passengers there, not pick them up.</summary>
    Newark,
}
