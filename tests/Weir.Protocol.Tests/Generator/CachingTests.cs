using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Weir.Protocol.Generator;

namespace Weir.Protocol.Tests.Generator;

/// <summary>An edit generates again only what it changes, so that typing stays fast in an editor.</summary>
public sealed class CachingTests
{
    private const string Message = "[Structure(0, 1)] public sealed partial class A { public int X { get; set; } }";

    [Fact]
    public void An_edit_elsewhere_runs_nothing_again()
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(Message);
        GeneratorDriver driver = GeneratorHarness.Driver().RunGenerators(compilation);

        driver = driver.RunGenerators(compilation.AddSyntaxTrees(GeneratorHarness.Parse("public sealed class Unrelated { }")));

        Assert.All(OutputReasons(driver), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void An_edit_that_does_not_change_the_fields_writes_no_new_source()
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(Message);
        GeneratorDriver driver = GeneratorHarness.Driver().RunGenerators(compilation);
        SyntaxTree edited = GeneratorHarness.Parse("// a comment\n" + Message.Replace("public int X", "public int Twice => 2 * X; public int X", StringComparison.Ordinal));

        driver = driver.RunGenerators(compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], edited));

        Assert.Equal([IncrementalStepRunReason.Unchanged], ModelReasons(driver));
        Assert.All(OutputReasons(driver), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void An_edit_of_a_field_writes_its_class_again()
    {
        CSharpCompilation compilation = GeneratorHarness.Compile(Message, Message.Replace("class A", "class B", StringComparison.Ordinal));
        GeneratorDriver driver = GeneratorHarness.Driver().RunGenerators(compilation);
        SyntaxTree edited = GeneratorHarness.Parse(Message.Replace("int X", "long X", StringComparison.Ordinal));

        driver = driver.RunGenerators(compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], edited));

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], OutputReasons(driver).Order());
    }

    private static IEnumerable<IncrementalStepRunReason> ModelReasons(GeneratorDriver driver) =>
        driver.GetRunResult().Results[0].TrackedSteps[MessageGenerator.ModelStep].SelectMany(step => step.Outputs).Select(output => output.Reason);

    private static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorDriver driver) =>
        driver.GetRunResult().Results[0].TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs).Select(output => output.Reason);
}
