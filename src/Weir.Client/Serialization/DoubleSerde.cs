using System.Buffers;
using System.Buffers.Binary;

namespace Weir.Client;

internal sealed class DoubleSerde : ISerializer<double>, IDeserializer<double>
{
    public static readonly DoubleSerde Instance = new();

    public void Serialize(double value, IBufferWriter<byte> output, in SerializationContext context)
    {
        BinaryPrimitives.WriteDoubleBigEndian(output.GetSpan(sizeof(double)), value);
        output.Advance(sizeof(double));
    }

    public double Deserialize(ReadOnlySpan<byte> data, in SerializationContext context) => data.Length == sizeof(double)
        ? BinaryPrimitives.ReadDoubleBigEndian(data)
        : throw SerdeErrors.WrongLength(data.Length, sizeof(double), context);
}
