using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator;

/// <summary>Turns one annotated class and its nested classes into a <see cref="GenerationModel"/>.</summary>
internal sealed class ModelBuilder(GeneratorAttributeSyntaxContext target, CancellationToken cancellation)
{
    private readonly INamedTypeSymbol _root = (INamedTypeSymbol)target.TargetSymbol;
    private readonly AttributeData _attribute = target.Attributes[0];
    private readonly List<DiagnosticModel> _diagnostics = [];

    public GenerationModel Build()
    {
        if (_root.ContainingType is not null || _root.IsGenericType)
        {
            Report(Diagnostics.NotTopLevel, _root, _root.Name);
            return Result(null);
        }

        int leading = _attribute.ConstructorArguments.Length - 2;
        var versions = new VersionRange(
            (short)_attribute.ConstructorArguments[leading].Value!, (short)_attribute.ConstructorArguments[leading + 1].Value!);
        int flexibleFrom = Named("FlexibleFrom", -1) is >= 0 and int from ? from : short.MaxValue;
        if (versions.IsEmpty || versions.Lowest < 0)
        {
            Report(Diagnostics.EmptyVersionRange, _root, _root.Name, versions.Lowest, versions.Highest, 0, short.MaxValue, _root.Name);
            return Result(null);
        }

        var fields = new FieldBuilder(_root, versions, flexibleFrom, target.SemanticModel.Compilation, Report, cancellation);
        List<(INamedTypeSymbol Type, EquatableArray<FieldModel> Fields)> classes = [];
        foreach (INamedTypeSymbol type in new[] { _root }.Concat(_root.GetTypeMembers().Where(type => type.TypeKind == TypeKind.Class)))
        {
            CheckPartial(type);
            classes.Add((type, fields.Build(type)));
        }

        CheckRecursion(classes);
        if (_diagnostics.Count > 0)
        {
            return Result(null);
        }

        return Result(new RootModel(
            _root.ContainingNamespace.ToDisplayString(),
            _root.Name,
            versions,
            flexibleFrom,
            leading == 2 ? EnumExpression(_attribute.ConstructorArguments[0]) : null,
            leading == 2 ? EnumExpression(_attribute.ConstructorArguments[1]) : null,
            Named("Id", -1),
            BuildStructures(classes)));
    }

    private void CheckRecursion(List<(INamedTypeSymbol Type, EquatableArray<FieldModel> Fields)> classes)
    {
        Dictionary<string, string[]> parts = classes.ToDictionary(
            entry => entry.Type.Name,
            entry => entry.Fields.Select(field => field.Type.Element ?? field.Type).Where(IsStructure).Select(SimpleName).ToArray());
        foreach ((INamedTypeSymbol type, _) in classes)
        {
            HashSet<string> reached = [];
            var pending = new Queue<string>(parts[type.Name]);
            while (pending.Count > 0)
            {
                string part = pending.Dequeue();
                if (reached.Add(part))
                {
                    Array.ForEach(parts[part], pending.Enqueue);
                }
            }

            if (reached.Contains(type.Name))
            {
                Report(Diagnostics.Recursive, type, type.Name);
                return;
            }
        }
    }

    private static EquatableArray<StructureModel> BuildStructures(List<(INamedTypeSymbol Type, EquatableArray<FieldModel> Fields)> classes)
    {
        Dictionary<string, EquatableArray<FieldModel>> byName = classes.ToDictionary(entry => entry.Type.Name, entry => entry.Fields);
        HashSet<string> elements = ReachableStructures(byName, field => field.Type.Element);
        HashSet<string> defaults = ReachableStructures(byName, field => field.DefaultsToNull ? null : field.Type);
        return new EquatableArray<StructureModel>(
        [
            .. classes.Select((entry, index) => new StructureModel(
                entry.Type.Name, entry.Fields, index == 0, elements.Contains(entry.Type.Name), defaults.Contains(entry.Type.Name))),
        ]);
    }

    /// <summary>Classes that some field leads to by <paramref name="select"/>, and those these embed directly.</summary>
    private static HashSet<string> ReachableStructures(
        Dictionary<string, EquatableArray<FieldModel>> byName, Func<FieldModel, FieldType?> select)
    {
        HashSet<string> reached = [];
        var pending = new Queue<string>(byName.Values.SelectMany(fields => fields).Select(select).OfType<FieldType>().Where(IsStructure).Select(SimpleName));
        while (pending.Count > 0)
        {
            string name = pending.Dequeue();
            if (reached.Add(name))
            {
                foreach (FieldModel field in byName[name].Where(field => IsStructure(field.Type)))
                {
                    pending.Enqueue(SimpleName(field.Type));
                }
            }
        }

        return reached;
    }

    private static bool IsStructure(FieldType type) => type.Kind == FieldKind.Structure;

    private static string SimpleName(FieldType type) => type.Name.Substring(type.Name.LastIndexOf('.') + 1);

    private static string EnumExpression(TypedConstant constant)
    {
        string type = constant.Type!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        return constant.Type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => Equals(field.ConstantValue, constant.Value)) is { } member
            ? $"{type}.{member.Name}"
            : $"({type})({constant.Value})";
    }

    private int Named(string name, int otherwise) =>
        _attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value is short value ? value : otherwise;

    private void CheckPartial(INamedTypeSymbol type)
    {
        bool partial = type.DeclaringSyntaxReferences.All(reference =>
            reference.GetSyntax(cancellation) is ClassDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));
        if (!partial)
        {
            Report(Diagnostics.NotPartial, type, type.Name);
        }
    }

    private void Report(DiagnosticDescriptor descriptor, ISymbol symbol, params object[] arguments) =>
        _diagnostics.Add(new DiagnosticModel(
            descriptor,
            LocationModel.From(symbol.Locations.FirstOrDefault()),
            new EquatableArray<string>([.. arguments.Select(argument => argument.ToString())])));

    private GenerationModel Result(RootModel? root) => new(root, new EquatableArray<DiagnosticModel>([.. _diagnostics]));
}
