using Microsoft.CodeAnalysis;

namespace Weir.Protocol.Generator.Model;

/// <summary>A diagnostic in a form that compares by content.</summary>
internal sealed record DiagnosticModel(DiagnosticDescriptor Descriptor, LocationModel? Location, EquatableArray<string> Arguments)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location?.ToLocation(), Arguments.Cast<object>().ToArray());
}
