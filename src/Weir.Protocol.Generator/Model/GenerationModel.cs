namespace Weir.Protocol.Generator.Model;

/// <summary>What one annotated class leads to: code, or diagnostics that say why there is none.</summary>
internal sealed record GenerationModel(RootModel? Root, EquatableArray<DiagnosticModel> Diagnostics);
