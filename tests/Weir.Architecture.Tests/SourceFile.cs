using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Weir.Architecture.Tests;

/// <summary>One C# file and its syntax.</summary>
internal sealed record SourceFile(string Path, int Lines, CompilationUnitSyntax Root)
{
    /// <summary>The project the file belongs to: the folder below <c>src</c>.</summary>
    public string Project => Path.Split('/')[1];

    public IEnumerable<T> All<T>() => Root.DescendantNodes().OfType<T>();

    /// <summary>The types that are not nested in another.</summary>
    public IEnumerable<MemberDeclarationSyntax> TopLevelTypes =>
        All<MemberDeclarationSyntax>().Where(m => m is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && m.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax);

    public static SourceFile Parse(string path)
    {
        var text = SourceText.From(Repository.Read(path));
        return new SourceFile(path, text.Lines.Count, CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot());
    }

    /// <summary>Where a piece of the file stands, for a message.</summary>
    public string At(CSharpSyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
