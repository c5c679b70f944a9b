using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Weir.Architecture.Tests;

/// <summary>One file for each API of the broker, found by its number.</summary>
public sealed partial class BrokerTests
{
    private static readonly Dictionary<string, int> ApiKeys = Repository.Sources
        .Single(f => f.Path == "src/Weir.Protocol/ApiKey.cs")
        .All<EnumMemberDeclarationSyntax>()
        .ToDictionary(m => m.Identifier.Text, m => int.Parse(m.EqualsValue!.Value.ToString(), CultureInfo.InvariantCulture));

    [Fact]
    public void Handler_file_is_named_by_the_number_and_name_of_its_api()
    {
        var handlers = Repository.Sources.Select(f => f.Path).Where(p => p.StartsWith("src/Weir.Broker/Apis/", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(handlers);
        Law.Holds(handlers.Where(path => !IsNamedByItsApi(Path.GetFileName(path))));
    }

    private static bool IsNamedByItsApi(string file)
    {
        var name = HandlerFile().Match(file);
        return name.Success
            && ApiKeys.TryGetValue(name.Groups["name"].Value, out var key)
            && key == int.Parse(name.Groups["key"].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(?<key>\d\d)_(?<name>[A-Z]\w+)\.cs$")]
    private static partial Regex HandlerFile();
}
