using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Weir.Protocol.Generator.Model;

/// <summary>A source location that does not keep its syntax tree alive.</summary>
internal sealed record LocationModel(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static LocationModel? From(Location? location) =>
        location?.SourceTree is null ? null : new LocationModel(location.SourceTree.FilePath, location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
