using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator;

/// <summary>Reads the fields of one class: its settable auto-properties.</summary>
internal sealed class FieldBuilder(
    INamedTypeSymbol root,
    VersionRange rootVersions,
    int flexibleFrom,
    Compilation compilation,
    FieldBuilder.Reporter report,
    CancellationToken cancellation)
{
    public delegate void Reporter(DiagnosticDescriptor descriptor, ISymbol symbol, params object[] arguments);

    public EquatableArray<FieldModel> Build(INamedTypeSymbol type)
    {
        List<FieldModel> positional = [];
        var tagged = new SortedDictionary<int, FieldModel>();
        foreach (IPropertySymbol property in type.GetMembers().OfType<IPropertySymbol>())
        {
            if (DeclarationOf(property) is not { } declaration || BuildField(property, declaration) is not { } field)
            {
                continue;
            }

            if (!field.IsTagged)
            {
                positional.Add(field);
            }
            else if (tagged.ContainsKey(field.Tag))
            {
                report(Diagnostics.DuplicateTag, property, field.Path, field.Tag);
            }
            else
            {
                tagged.Add(field.Tag, field);
            }
        }

        return new EquatableArray<FieldModel>([.. positional, .. tagged.Values]);
    }

    /// <summary>The declaration of a property that is a field of the protocol; null for computed and static properties.</summary>
    private PropertyDeclarationSyntax? DeclarationOf(IPropertySymbol property)
    {
        if (property.IsStatic || property.SetMethod is null || property.DeclaringSyntaxReferences.Length == 0)
        {
            return null;
        }

        return property.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is PropertyDeclarationSyntax { AccessorList: { } accessors } declaration
            && accessors.Accessors.All(accessor => accessor is { Body: null, ExpressionBody: null })
            ? declaration
            : null;
    }

    private FieldModel? BuildField(IPropertySymbol property, PropertyDeclarationSyntax declaration)
    {
        string path = PathOf(property);
        bool isNullable = FieldTypes.Unwrap(property.Type, out ITypeSymbol type);
        if (FieldTypes.Classify(type, root) is not { } fieldType || (isNullable && fieldType.FixedSize > 0))
        {
            report(Diagnostics.UnsupportedType, property, path, property.Type.ToDisplayString());
            return null;
        }

        AttributeData? attribute = property.GetAttributes().FirstOrDefault(data => data.AttributeClass?.ToDisplayString() == "Weir.Protocol.FieldAttribute");
        bool isRecords = property.GetAttributes().Any(data => data.AttributeClass?.ToDisplayString() == "Weir.Protocol.RecordsAttribute");
        if (isRecords && fieldType.Kind != FieldKind.Bytes)
        {
            report(Diagnostics.RecordsNotBytes, property, path);
            return null;
        }

        int tag = Named(attribute, "Tag", -1);
        if (VersionsOf(property, path, attribute, tag) is not { } versions)
        {
            return null;
        }

        if (DefaultValue.Read(compilation, fieldType, isNullable, declaration.Initializer?.Value, cancellation) is not { } defaultValue)
        {
            report(Diagnostics.UnsupportedDefault, property, path);
            return null;
        }

        VersionRange nullVersions = isNullable
            ? versions.Intersect(new VersionRange(Named(attribute, "NullableSince", (short)0), Named(attribute, "NullableUntil", short.MaxValue)))
            : VersionRange.None;
        return new FieldModel(
            property.Name, path, fieldType, versions, nullVersions, isNullable, tag, Named(attribute, "NeverFlexible", false), isRecords, defaultValue);
    }

    private VersionRange? VersionsOf(IPropertySymbol property, string path, AttributeData? attribute, int tag)
    {
        var declared = new VersionRange(Named(attribute, "Since", (short)0), Named(attribute, "Until", short.MaxValue));
        VersionRange versions = declared.Intersect(rootVersions);
        if (versions.IsEmpty)
        {
            report(Diagnostics.EmptyVersionRange, property, path, declared.Lowest, declared.Highest, rootVersions.Lowest, rootVersions.Highest, root.Name);
            return null;
        }

        if (tag < 0)
        {
            return versions;
        }

        versions = versions.Intersect(new VersionRange(flexibleFrom, short.MaxValue));
        if (versions.IsEmpty)
        {
            report(Diagnostics.TagWithoutFlexibleVersions, property, path, root.Name);
            return null;
        }

        return versions;
    }

    private string PathOf(IPropertySymbol property)
    {
        INamedTypeSymbol type = property.ContainingType;
        return SymbolEqualityComparer.Default.Equals(type, root) ? $"{root.Name}.{property.Name}" : $"{root.Name}.{type.Name}.{property.Name}";
    }

    private static T Named<T>(AttributeData? attribute, string name, T otherwise)
    {
        if (attribute is not null)
        {
            foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
            {
                if (argument.Key == name && argument.Value.Value is T value)
                {
                    return value;
                }
            }
        }

        return otherwise;
    }
}
