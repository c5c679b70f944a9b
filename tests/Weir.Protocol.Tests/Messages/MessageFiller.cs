using System.Collections;
using System.Reflection;

namespace Weir.Protocol.Tests.Messages;

/// <summary>Gives every field that a version carries a random value, null included where the version allows it.</summary>
internal sealed class MessageFiller(Random random, short version)
{
    private static readonly string[] Texts = ["", "a", "weir", "grün", "日本", "\U0001F30A", "topic-with-a-longer-name"];
    private static readonly long[] Edges = [0, 1, -1, sbyte.MaxValue, short.MinValue, int.MaxValue, long.MinValue, long.MaxValue];
    private readonly NullabilityInfoContext _nullability = new();

    public static IEnumerable<PropertyInfo> FieldsOf(object structure) =>
        structure.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);

    public void Fill(object structure)
    {
        foreach (PropertyInfo property in FieldsOf(structure))
        {
            FieldAttribute field = property.GetCustomAttribute<FieldAttribute>() ?? new FieldAttribute();
            bool keepsDefault = random.Next(6) == 0;
            if (version < field.Since || version > field.Until || keepsDefault)
            {
                RequireValid(structure, property, field);
                continue;
            }

            bool mayBeNull = AllowsNull(property, field);
            property.SetValue(structure, mayBeNull && random.Next(4) == 0 ? null : Value(property.PropertyType));
        }
    }

    /// <summary>Leaves all fields as they are, but gives each list of structures that the version carries one such element.</summary>
    public static void AddElements(object structure, short version)
    {
        foreach (PropertyInfo property in FieldsOf(structure))
        {
            FieldAttribute field = property.GetCustomAttribute<FieldAttribute>() ?? new FieldAttribute();
            Type? element = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[0] : null;
            if (version >= field.Since && version <= field.Until && element?.IsAssignableTo(typeof(IProtocolStructure)) == true)
            {
                var list = (IList)Activator.CreateInstance(property.PropertyType)!;
                list.Add(Activator.CreateInstance(element));
                AddElements(list[0]!, version);
                property.SetValue(structure, list);
            }
        }
    }

    private bool AllowsNull(PropertyInfo property, FieldAttribute field) =>
        _nullability.Create(property).WriteState == NullabilityState.Nullable && version >= field.NullableSince && version <= field.NullableUntil;

    // A default of null is no valid value in the versions that do not allow null.
    private void RequireValid(object structure, PropertyInfo property, FieldAttribute field)
    {
        if (version >= field.Since && version <= field.Until && property.GetValue(structure) is null && !AllowsNull(property, field))
        {
            property.SetValue(structure, Value(property.PropertyType));
        }
    }

    private object Value(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            return Enum.ToObject(type, Value(Enum.GetUnderlyingType(type)));
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        {
            return ListOf(type);
        }

        return type switch
        {
            _ when type == typeof(bool) => random.Next(2) == 0,
            _ when type == typeof(sbyte) => unchecked((sbyte)Number()),
            _ when type == typeof(short) => unchecked((short)Number()),
            _ when type == typeof(ushort) => unchecked((ushort)Number()),
            _ when type == typeof(int) => unchecked((int)Number()),
            _ when type == typeof(uint) => unchecked((uint)Number()),
            _ when type == typeof(long) => Number(),
            _ when type == typeof(double) => random.NextDouble() * Number(),
            _ when type == typeof(string) => Texts[random.Next(Texts.Length)],
            _ when type == typeof(Guid) => random.Next(4) == 0 ? Guid.Empty : new Guid(Bytes(16)),
            _ when type == typeof(ReadOnlyMemory<byte>) => new ReadOnlyMemory<byte>(Bytes(random.Next(9))),
            _ => Structure(type),
        };
    }

    private IList ListOf(Type type)
    {
        var list = (IList)Activator.CreateInstance(type)!;
        for (int count = random.Next(3); count > 0; count--)
        {
            list.Add(Value(type.GetGenericArguments()[0]));
        }

        return list;
    }

    private object Structure(Type type)
    {
        object structure = Activator.CreateInstance(type)!;
        Fill(structure);
        return structure;
    }

    private long Number() => random.Next(3) == 0 ? Edges[random.Next(Edges.Length)] : random.NextInt64();

    private byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
