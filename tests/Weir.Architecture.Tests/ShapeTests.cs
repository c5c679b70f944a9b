using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Weir.Architecture.Tests;

/// <summary>Files that can be read in one sitting: one type each, short, sealed unless inherited.</summary>
public sealed class ShapeTests
{
    private const int LongestFile = 400;
    private const int LongestMethod = 70;

    [Fact]
    public void File_holds_one_top_level_type_named_as_the_file()
    {
        Law.Holds(Repository.Sources.Where(f => f.TopLevelTypes.Count() > 1).Select(f => f.Path));
        Law.Holds(
            from file in Repository.Sources
            where !IsHandler(file)
            from type in file.TopLevelTypes
            let name = Path.GetFileName(file.Path)
            where !name.StartsWith(Name(type) + ".", StringComparison.Ordinal) && !name.StartsWith(Name(type) + "OfT", StringComparison.Ordinal)
            select $"{file.Path} holds {Name(type)}");
    }

    [Fact]
    public void File_is_no_longer_than_one_sitting() =>
        Law.Holds(Repository.Sources.Where(f => f.Lines > LongestFile).Select(f => $"{f.Path} has {f.Lines} lines; find the second responsibility that grew in it"));

    [Fact]
    public void Method_fits_on_one_screen() =>
        Law.Holds(
            from file in Repository.Sources
            from method in file.All<BaseMethodDeclarationSyntax>()
            let span = method.GetLocation().GetLineSpan()
            let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
            where lines > LongestMethod
            select $"{file.At(method)} has {lines} lines");

    [Fact]
    public void Class_is_sealed_unless_something_inherits_it()
    {
        var inherited = Repository.Sources
            .SelectMany(f => f.All<BaseListSyntax>())
            .SelectMany(list => list.Types)
            .SelectMany(type => type.Type.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Select(name => name.Identifier.Text))
            .ToHashSet();
        var open =
            from file in Repository.Sources
            from type in file.All<TypeDeclarationSyntax>()
            where type is ClassDeclarationSyntax or RecordDeclarationSyntax { ClassOrStructKeyword.RawKind: not (int)SyntaxKind.StructKeyword }
            group (file, type) by (file.Project, Enclosing(type), type.Identifier.Text) into parts
            where !parts.Any(p => p.type.Modifiers.Any(m => m.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword))
            where !inherited.Contains(parts.Key.Text)
            select parts.First().file.At(parts.First().type);
        Law.Holds(open);
    }

    private static string Enclosing(TypeDeclarationSyntax type) =>
        string.Join('.', type.Ancestors().OfType<TypeDeclarationSyntax>().Select(t => t.Identifier.Text));

    private static string Name(MemberDeclarationSyntax type) =>
        type is DelegateDeclarationSyntax named ? named.Identifier.Text : ((BaseTypeDeclarationSyntax)type).Identifier.Text;

    private static bool IsHandler(SourceFile file) => file.Path.Contains("/Apis/", StringComparison.Ordinal);
}
