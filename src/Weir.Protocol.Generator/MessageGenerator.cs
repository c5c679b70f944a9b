using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Weir.Protocol.Generator.Emit;
using Weir.Protocol.Generator.Model;

namespace Weir.Protocol.Generator;

/// <summary>Writes reader, writer and size of every class that carries [Message] or [Structure].</summary>
[Generator(LanguageNames.CSharp)]
public sealed class MessageGenerator : IIncrementalGenerator
{
    internal const string ModelStep = "Model";

    private const string MessageAttribute = "Weir.Protocol.MessageAttribute";
    private const string StructureAttribute = "Weir.Protocol.StructureAttribute";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        Register(context, MessageAttribute);
        Register(context, StructureAttribute);
    }

    private static void Register(IncrementalGeneratorInitializationContext context, string attribute)
    {
        IncrementalValuesProvider<GenerationModel> models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                attribute,
                static (node, _) => node is ClassDeclarationSyntax,
                static (target, cancellation) => new ModelBuilder(target, cancellation).Build())
            .WithTrackingName(ModelStep);
        context.RegisterSourceOutput(models, Produce);
    }

    private static void Produce(SourceProductionContext context, GenerationModel model)
    {
        foreach (DiagnosticModel diagnostic in model.Diagnostics)
        {
            context.ReportDiagnostic(diagnostic.ToDiagnostic());
        }

        if (model.Root is { } root)
        {
            context.AddSource($"{root.Namespace}.{root.Name}.g.cs", SourceText.From(RootEmitter.Emit(root), Encoding.UTF8));
        }
    }
}
