using System.Buffers;

namespace Weir.Client;

/// <summary>Turns keys or values into bytes. Must be safe to call from several threads at once.</summary>
public interface ISerializer<in T>
{
    /// <summary>Writes the bytes of <paramref name="value"/>. Never called with null: a null is sent as the protocol's null.</summary>
    void Serialize(T value, IBufferWriter<byte> output, in SerializationContext context);
}
