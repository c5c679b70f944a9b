using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator;

/// <summary>Turns a property's initializer into an expression that means the same in the generated file.</summary>
internal static class DefaultValue
{
    /// <returns>The expression, or null when the initializer is not supported.</returns>
    public static string? Read(
        Compilation compilation, FieldType type, bool isNullable, ExpressionSyntax? initializer, CancellationToken cancellation)
    {
        if (initializer is null || initializer.IsKind(SyntaxKind.DefaultLiteralExpression) || initializer.IsKind(SyntaxKind.NullLiteralExpression))
        {
            return isNullable ? "null" : Empty(type);
        }

        switch (type.Kind)
        {
            case FieldKind.List:
                return initializer is CollectionExpressionSyntax { Elements.Count: 0 } or ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0 }
                    ? "[]"
                    : null;
            case FieldKind.Structure:
                return initializer is ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0, Initializer: null } ? "new()" : null;
            case FieldKind.Bytes or FieldKind.Uuid:
                return null;
        }

        Optional<object?> constant = compilation.GetSemanticModel(initializer.SyntaxTree).GetConstantValue(initializer, cancellation);
        return constant is { HasValue: true, Value: { } value } ? Literal(type, value) : null;
    }

    private static string Empty(FieldType type) => type.Kind switch
    {
        FieldKind.List => "[]",
        FieldKind.Structure => "new()",
        FieldKind.String => "\"\"",
        FieldKind.Bytes => "default",
        FieldKind.Uuid => "Guid.Empty",
        FieldKind.Boolean => "false",
        _ when type.EnumWire is not null => $"default({type.Name})",
        _ => "0",
    };

    private static string Literal(FieldType type, object value)
    {
        if (value is string text)
        {
            return SymbolDisplay.FormatLiteral(text, quote: true);
        }

        if (value is bool flag)
        {
            return flag ? "true" : "false";
        }

        if (type.Kind == FieldKind.Float64)
        {
            return Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture) + "d";
        }

        string number = Limit(type.Kind, Convert.ToDecimal(value, CultureInfo.InvariantCulture));
        return type.EnumWire is null ? number : $"({type.Name})({number})";
    }

    private static string Limit(FieldKind kind, decimal value) => (kind, value) switch
    {
        (FieldKind.Int32, int.MaxValue) => "int.MaxValue",
        (FieldKind.Int32, int.MinValue) => "int.MinValue",
        (FieldKind.Int64, long.MaxValue) => "long.MaxValue",
        (FieldKind.Int64, long.MinValue) => "long.MinValue",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };
}
