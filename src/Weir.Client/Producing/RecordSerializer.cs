using System.Runtime.CompilerServices;
using Weir.Protocol.Records;

namespace Weir.Client.Producing;

/// <summary>Serializes keys and values; bytes that are bytes already are not copied.</summary>
internal sealed class RecordSerializer<TKey, TValue>(ISerializer<TKey> keys, ISerializer<TValue> values)
{
    public SerializedRecord Serialize(in ProducerRecord<TKey, TValue> record, Scratch scratch)
    {
        int keyStart = 0;
        bool keyIsDirect = TryTakeDirect(record.Key, keys, out ReadOnlySpan<byte> key, out bool keyIsNull);
        if (!keyIsDirect && !keyIsNull)
        {
            keys.Serialize(record.Key, scratch, new SerializationContext(record.Topic, RecordComponent.Key, record.Headers));
        }

        int valueStart = scratch.Written;
        bool valueIsDirect = TryTakeDirect(record.Value, values, out ReadOnlySpan<byte> value, out bool valueIsNull);
        if (!valueIsDirect && !valueIsNull)
        {
            values.Serialize(record.Value, scratch, new SerializationContext(record.Topic, RecordComponent.Value, record.Headers));
            value = scratch.Slice(valueStart, scratch.Written - valueStart);
        }

        // Only now: serializing the value may have moved the scratch.
        if (!keyIsDirect)
        {
            key = scratch.Slice(keyStart, valueStart - keyStart);
        }

        ReadOnlySpan<Header> headers = record.Headers is { } present ? present.Span : default;
        return new SerializedRecord
        {
            Key = keyIsNull ? NullableBytes.Null : new NullableBytes(key),
            Value = valueIsNull ? NullableBytes.Null : new NullableBytes(value),
            Headers = headers,
            Size = RecordBatch.RecordSizeUpperBound(keyIsNull ? -1 : key.Length, valueIsNull ? -1 : value.Length, headers),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryTakeDirect<T>(T item, ISerializer<T> serializer, out ReadOnlySpan<byte> bytes, out bool isNull)
    {
        bytes = default;
        isNull = item is null;
        if (typeof(T) == typeof(ReadOnlyMemory<byte>) && ReferenceEquals(serializer, MemorySerde.Instance))
        {
            bytes = Unsafe.As<T, ReadOnlyMemory<byte>>(ref item).Span;
            return true;
        }

        if (typeof(T) == typeof(byte[]) && !isNull && ReferenceEquals(serializer, ByteArraySerde.Instance))
        {
            bytes = Unsafe.As<T, byte[]>(ref item);
            return true;
        }

        return false;
    }
}
