using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Weir.Protocol.Tests.Generator;

public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("WEIR001", "[Structure(0, 1)] public sealed class A { }", "'A' must be declared partial: its codec is generated into it")]
    [InlineData("WEIR001", "[Structure(0, 1)] public sealed partial class A { public sealed class B { } }", "'B' must be declared partial: its codec is generated into it")]
    [InlineData("WEIR002", "public partial class A { [Structure(0, 1)] public sealed partial class B { } }", "'B' must be a top-level, non-generic class to carry [Message] or [Structure]")]
    [InlineData("WEIR002", "[Structure(0, 1)] public sealed partial class A<T> { }", "'A' must be")]
    [InlineData("WEIR003", "[Structure(0, 1)] public sealed partial class A { public decimal Price { get; set; } }", "'A.Price' has type 'decimal'")]
    [InlineData("WEIR003", "[Structure(0, 1)] public sealed partial class A { public int? Count { get; set; } }", "'A.Count' has type 'int?'")]
    [InlineData("WEIR003", "[Structure(0, 1)] public sealed partial class A { public List<string?> Names { get; set; } = []; }", "'A.Names' has type")]
    [InlineData("WEIR003", "[Structure(0, 1)] public sealed partial class A { public List<List<int>> Lists { get; set; } = []; }", "'A.Lists' has type")]
    [InlineData("WEIR003", "public enum E : byte { X } [Structure(0, 1)] public sealed partial class A { public E Kind { get; set; } }", "'A.Kind' has type 'Sample.E'")]
    [InlineData("WEIR003", "public sealed class Other { } [Structure(0, 1)] public sealed partial class A { public Other Other { get; set; } = new(); }", "'A.Other' has type 'Sample.Other'")]
    [InlineData("WEIR004", "[Structure(0, 1)] public sealed partial class A { [Field(Tag = 0)] public int X { get; set; } }", "'A.X' is a tagged field, but no version that carries it is flexible; set FlexibleFrom on 'A' or remove the tag")]
    [InlineData("WEIR004", "[Structure(0, 3, FlexibleFrom = 2)] public sealed partial class A { [Field(Tag = 0, Until = 1)] public int X { get; set; } }", "'A.X' is a tagged field")]
    [InlineData("WEIR005", "[Structure(0, 0, FlexibleFrom = 0)] public sealed partial class A { [Field(Tag = 0)] public int X { get; set; } [Field(Tag = 0)] public int Y { get; set; } }", "'A.Y' uses tag 0, which another field of its class uses already")]
    [InlineData("WEIR006", "[Structure(0, 1)] public sealed partial class A { public string Id { get; set; } = Guid.NewGuid().ToString(); }", "The default of 'A.Id' must be a constant")]
    [InlineData("WEIR006", "[Structure(0, 1)] public sealed partial class A { public List<int> Ids { get; set; } = [1]; }", "The default of 'A.Ids' must be a constant")]
    [InlineData("WEIR007", "[Structure(0, 1)] public sealed partial class A { [Field(Since = 2)] public int X { get; set; } }", "'A.X' is in no version: its versions 2 to 32767 do not meet the versions 0 to 1 of 'A'")]
    [InlineData("WEIR007", "[Structure(2, 1)] public sealed partial class A { }", "'A' is in no version")]
    [InlineData("WEIR008", "[Structure(0, 1)] public sealed partial class A { [Records] public string X { get; set; } = \"\"; }", "'A.X' carries [Records]")]
    [InlineData("WEIR009", "[Structure(0, 1)] public sealed partial class A { public List<B> Bs { get; set; } = []; public sealed partial class B { public List<B> Bs { get; set; } = []; } }", "'B' contains itself")]
    [InlineData("WEIR009", "[Structure(0, 1)] public sealed partial class A { public B One { get; set; } = new(); public sealed partial class B { public List<C> Cs { get; set; } = []; } public sealed partial class C { public List<B> Bs { get; set; } = []; } }", "'B' contains itself")]
    public void What_cannot_be_declared_is_reported_at_its_place(string id, string source, string message)
    {
        Diagnostic diagnostic = Assert.Single(GeneratorHarness.Diagnose(source));

        Assert.Equal((id, DiagnosticSeverity.Error), (diagnostic.Id, diagnostic.Severity));
        Assert.StartsWith(message, diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(1, diagnostic.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public void Several_mistakes_of_one_class_are_reported_together()
    {
        const string Source = "[Structure(0, 1)] public sealed class A { public decimal X { get; set; } [Field(Since = 9)] public int Y { get; set; } }";

        Assert.Equal(["WEIR001", "WEIR003", "WEIR007"], GeneratorHarness.Diagnose(Source).Select(diagnostic => diagnostic.Id).Order());
    }

    [Fact]
    public void Computed_and_static_properties_are_no_fields() =>
        Assert.Empty(GeneratorHarness.Diagnose(
            "[Structure(0, 1)] public sealed partial class A { public int X { get; set; } public decimal Half => X / 2m; public static decimal Shared { get; set; } public decimal Set { get => X; set => X = (int)value; } }"));
}
