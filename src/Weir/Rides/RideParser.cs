using System.Globalization;

namespace Weir.Rides;

/// <summary>Turns the 18 fields of a CSV line into a <see cref="Ride"/>, by the types of the TLC's data dictionary.</summary>
internal ref struct RideParser
{
    private readonly CsvLine _fields;
    private int _column;
    private string? _reason;

    private RideParser(CsvLine fields)
    {
        _fields = fields;
    }

    /// <summary>False when a field does not have its column's type; then <paramref name="column"/> is the first such and <paramref name="reason"/> says why.</summary>
    public static bool TryParse(CsvLine fields, out Ride ride, out int column, out string reason)
    {
        var parser = new RideParser(fields);
        ride = new Ride
        {
            VendorId = parser.Text(0),
            PickupTime = parser.Time(1),
            DropoffTime = parser.Time(2),
            PassengerCount = (int)parser.Integer(3, int.MinValue, int.MaxValue),
            TripDistance = parser.Number(4),
            RatecodeId = parser.Integer(5),
            StoreAndForwardFlag = parser.Text(6),
            PickupLocationId = parser.Integer(7),
            DropoffLocationId = parser.Integer(8),
            PaymentType = parser.Text(9),
            FareAmount = parser.Number(10),
            Extra = parser.Number(11),
            MtaTax = parser.Number(12),
            TipAmount = parser.Number(13),
            TollsAmount = parser.Number(14),
            ImprovementSurcharge = parser.Number(15),
            TotalAmount = parser.Number(16),
            CongestionSurcharge = parser.Number(17),
        };
        column = parser._column;
        reason = parser._reason ?? "";
        return parser._reason is null;
    }

    // The codes that appear in nearly every row share one string each.
    private readonly string Text(int column) => _fields[column] switch
    {
        "1" => "1",
        "2" => "2",
        "N" => "N",
        "Y" => "Y",
        var other => other.ToString(),
    };

    private DateTime Time(int column)
    {
        if (!DateTime.TryParseExact(_fields[column], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value))
        {
            Fail(column, "is no time like 2020-07-01 00:25:32");
        }
        return value;
    }

    private long Integer(int column, long min = long.MinValue, long max = long.MaxValue)
    {
        if (!long.TryParse(_fields[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            || value < min || value > max)
        {
            Fail(column, "is no whole number");
        }
        return value;
    }

    private double Number(int column)
    {
        if (!double.TryParse(_fields[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            Fail(column, "is no number");
        }
        return value;
    }

    private void Fail(int column, string why)
    {
        if (_reason is null)
        {
            _column = column;
            _reason = $"{RideCsvReader.Quoted(_fields[column])} {why}";
        }
    }
}
