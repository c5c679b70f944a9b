using Microsoft.CodeAnalysis;
using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator;

/// <summary>Maps C# types to wire types.</summary>
internal static class FieldTypes
{
    /// <summary>Splits a type from its nullable mark.</summary>
    /// <returns>Whether the type admits null.</returns>
    public static bool Unwrap(ITypeSymbol declared, out ITypeSymbol type)
    {
        if (declared is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            type = nullable.TypeArguments[0];
            return true;
        }

        type = declared.WithNullableAnnotation(NullableAnnotation.NotAnnotated);
        return declared.IsReferenceType && declared.NullableAnnotation == NullableAnnotation.Annotated;
    }

    /// <summary>The wire type; null when there is none.</summary>
    /// <param name="type">The type without its nullable mark.</param>
    /// <param name="root">The annotated class, whose nested classes may be used.</param>
    public static FieldType? Classify(ITypeSymbol type, INamedTypeSymbol root)
    {
        if (type is INamedTypeSymbol { IsGenericType: true } list && IsNamed(list, "List", "System.Collections.Generic"))
        {
            return !Unwrap(list.TypeArguments[0], out ITypeSymbol inner) && Classify(inner, root) is { Kind: not FieldKind.List } element
                ? new FieldType(FieldKind.List, $"List<{element.Name}>", Element: element)
                : null;
        }

        if (type.TypeKind == TypeKind.Enum && Primitive(((INamedTypeSymbol)type).EnumUnderlyingType!) is { } underlying)
        {
            return new FieldType(underlying.Kind, type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), underlying.Name);
        }

        if (type.TypeKind == TypeKind.Class && SymbolEqualityComparer.Default.Equals(type.ContainingType, root))
        {
            return new FieldType(FieldKind.Structure, $"{root.Name}.{type.Name}");
        }

        return Primitive(type);
    }

    private static FieldType? Primitive(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => new FieldType(FieldKind.Boolean, "bool"),
        SpecialType.System_SByte => new FieldType(FieldKind.Int8, "sbyte"),
        SpecialType.System_Int16 => new FieldType(FieldKind.Int16, "short"),
        SpecialType.System_UInt16 => new FieldType(FieldKind.UInt16, "ushort"),
        SpecialType.System_Int32 => new FieldType(FieldKind.Int32, "int"),
        SpecialType.System_UInt32 => new FieldType(FieldKind.UInt32, "uint"),
        SpecialType.System_Int64 => new FieldType(FieldKind.Int64, "long"),
        SpecialType.System_Double => new FieldType(FieldKind.Float64, "double"),
        SpecialType.System_String => new FieldType(FieldKind.String, "string"),
        _ when IsNamed(type, "Guid", "System") => new FieldType(FieldKind.Uuid, "Guid"),
        _ when IsNamed(type, "ReadOnlyMemory", "System") && ((INamedTypeSymbol)type).TypeArguments[0].SpecialType == SpecialType.System_Byte =>
            new FieldType(FieldKind.Bytes, "ReadOnlyMemory<byte>"),
        _ => null,
    };

    private static bool IsNamed(ITypeSymbol type, string name, string containingNamespace) =>
        type.Name == name && type.ContainingNamespace?.ToDisplayString() == containingNamespace;
}
