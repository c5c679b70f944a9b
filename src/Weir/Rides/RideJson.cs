using System.Text.Json.Serialization;

namespace Weir.Rides;

/// <summary>Reads and writes <see cref="Ride"/> as JSON without reflection.</summary>
[JsonSerializable(typeof(Ride))]
[JsonSourceGenerationOptions(Converters = [typeof(LocalDateTimeConverter)])]
internal sealed partial class RideJson : JsonSerializerContext;
