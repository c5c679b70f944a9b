using System.Text;
using Weir.CommandLine;
using Weir.Rides;

namespace Weir.Tests.Rides;

public sealed class RideCsvReaderTests
{
    private const string Header = "VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,RatecodeID,"
        + "store_and_fwd_flag,PULocationID,DOLocationID,payment_type,fare_amount,extra,mta_tax,tip_amount,tolls_amount,"
        + "improvement_surcharge,total_amount,congestion_surcharge";

    private const string Good = "1,2020-07-01 00:25:32,2020-07-01 00:33:39,1,1.50,1,N,238,75,2,8,0.5,0.5,0,0,0.3,9.3,0";

    [Fact]
    public void Rows_good_line_gives_all_eighteen_fields()
    {
        var ride = Assert.Single(Read(Header, Good)).Ride;

        Assert.Equal(
            new Ride
            {
                VendorId = "1",
                PickupTime = new DateTime(2020, 7, 1, 0, 25, 32),
                DropoffTime = new DateTime(2020, 7, 1, 0, 33, 39),
                PassengerCount = 1,
                TripDistance = 1.5,
                RatecodeId = 1,
                StoreAndForwardFlag = "N",
                PickupLocationId = 238,
                DropoffLocationId = 75,
                PaymentType = "2",
                FareAmount = 8,
                Extra = 0.5,
                MtaTax = 0.5,
                TipAmount = 0,
                TollsAmount = 0,
                ImprovementSurcharge = 0.3,
                TotalAmount = 9.3,
                CongestionSurcharge = 0,
            },
            ride);
    }

    [Theory]
    [InlineData(0, "", null)]
    [InlineData(1, "yesterday", "tpep_pickup_datetime")]
    [InlineData(2, "2020-02-30 00:00:00", "tpep_dropoff_datetime")]
    [InlineData(3, "", "passenger_count")]
    [InlineData(3, "1.5", "passenger_count")]
    [InlineData(3, "3000000000", "passenger_count")]
    [InlineData(4, "far", "trip_distance")]
    [InlineData(5, "99999999999999999999", "RatecodeID")]
    [InlineData(7, "x", "PULocationID")]
    [InlineData(8, "0x10", "DOLocationID")]
    [InlineData(10, "NaN", "fare_amount")]
    [InlineData(11, "Infinity", "extra")]
    [InlineData(16, "9,3", "quotes")]
    [InlineData(17, "1e999", "congestion_surcharge")]
    public void Rows_field_of_wrong_type_is_reported_with_line_and_column(int column, string value, string? expected)
    {
        var fields = Good.Split(',');
        fields[column] = expected == "quotes" ? $"\"{value}\"" : value;

        var row = Read(Header, Good, string.Join(',', fields), Good);

        Assert.Equal(3, row.Count);
        Assert.NotNull(row[0].Ride);
        Assert.NotNull(row[2].Ride);
        if (expected is null)
        {
            Assert.Equal("", row[1].Ride!.VendorId);
            return;
        }
        Assert.Equal(3, row[1].Error!.Line);
        Assert.Equal(expected == "quotes" ? "total_amount" : expected, row[1].Error!.Column);
        Assert.Contains($"'{value}'", row[1].Error!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_several_bad_fields_report_the_first()
    {
        var row = Assert.Single(Read(Header, Good.Replace("238", "here").Replace("1.50", "far")));

        Assert.Equal("line 2, column trip_distance: 'far' is no number", row.Error!.ToString());
    }

    [Theory]
    [InlineData("1,2", "line 2: 2 columns instead of 18")]
    [InlineData(Good + ",7", "line 2: 19 columns instead of 18")]
    [InlineData("\"1" + Good, "line 2: the quote opened at character 1 is not closed")]
    [InlineData("\"1\"x," + Good, "line 2: text after the closing quote at character 3")]
    [InlineData("1\"," + Good, "line 2: a quote at character 2 inside a field that does not begin with one")]
    public void Rows_malformed_line_is_reported_and_the_next_is_read(string line, string expected)
    {
        var rows = Read(Header, line, Good);

        Assert.Equal(expected, rows[0].Error!.ToString());
        Assert.NotNull(rows[1].Ride);
    }

    [Fact]
    public void Rows_quoted_fields_are_unquoted()
    {
        var line = "\"1\"" + Good[1..].Replace(",N,", ",\"say \"\"N\"\", please\",");

        var ride = Assert.Single(Read(Header, line)).Ride!;

        Assert.Equal("1", ride.VendorId);
        Assert.Equal("say \"N\", please", ride.StoreAndForwardFlag);
        Assert.Equal(238, ride.PickupLocationId);
    }

    [Fact]
    public void Rows_line_over_the_limit_is_reported_and_the_next_is_read()
    {
        var rows = Read(Header, new string('x', 200_000), Good);

        Assert.Equal("line 2: longer than 65536 characters", rows[0].Error!.ToString());
        Assert.NotNull(rows[1].Ride);
    }

    [Theory]
    [InlineData("\n", false)]
    [InlineData("\r\n", false)]
    [InlineData("\n", true)]
    [InlineData("\r\n", true)]
    public void Rows_any_line_end_and_byte_order_mark_give_the_same(string lineEnd, bool mark)
    {
        var text = string.Join(lineEnd, Header, Good, "", Good, "bad", Good);
        byte[] bytes = [.. mark ? Encoding.UTF8.Preamble : [], .. Encoding.UTF8.GetBytes(text)];

        using var reader = RideCsvReader.Open(new MemoryStream(bytes), "rides.csv");
        var rows = reader.Rows().ToList();

        Assert.Equal(3, rows.Count(row => row.Ride is not null));
        Assert.Equal(5, Assert.Single(rows, row => row.Error is not null).Error!.Line);
    }

    [Fact]
    public void Rows_header_alone_gives_none() => Assert.Empty(Read(Header));

    [Theory]
    [InlineData("", "rides.csv: the file is empty")]
    [InlineData("\n\n", "rides.csv: the file is empty")]
    [InlineData(Good, "rides.csv: wrong header: column 1 is '1' instead of VendorID")]
    [InlineData("VendorID,pickup", "rides.csv: wrong header: column 2 is 'pickup' instead of tpep_pickup_datetime")]
    [InlineData("VendorID,tpep_pickup_datetime", "rides.csv: wrong header: 2 columns instead of 18, tpep_dropoff_datetime is missing")]
    [InlineData(Header + ",airport_fee", "rides.csv: wrong header: 19 columns instead of 18")]
    [InlineData("\"VendorID", "rides.csv: wrong header: the quote opened at character 1 is not closed")]
    public void Open_wrong_header_is_bad_input(string text, string expected)
    {
        var error = Assert.Throws<CommandException>(
            () => RideCsvReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), "rides.csv"));

        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, error.ExitCode);
    }

    [Fact]
    public void Open_missing_file_is_bad_input()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "rides.csv");

        var error = Assert.Throws<CommandException>(() => RideCsvReader.Open(path));

        Assert.Equal($"{path}: no such file; give --csv the path of a rides file", error.Message);
        Assert.Equal(ExitCode.Usage, error.ExitCode);
    }

    [Fact]
    public void Open_directory_is_bad_input() =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => RideCsvReader.Open(Path.GetTempPath())).ExitCode);

    private static List<RideRow> Read(params string[] lines)
    {
        using var reader = RideCsvReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")), "rides.csv");
        return reader.Rows().ToList();
    }
}
