namespace Weir.TestSupport;

/// <summary>What a test needs of its machine. Absent, it skips the test; in CI it fails it, so that nothing is left out unseen.</summary>
internal static class Prerequisite
{
    private static readonly bool EverythingRequired =
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase)
        || Environment.GetEnvironmentVariable("WEIR_REQUIRE_ALL") == "1";

    /// <summary>Goes on when <paramref name="met"/>; otherwise skips with that one line, or fails where CI or WEIR_REQUIRE_ALL=1 is set.</summary>
    public static void Require(bool met, string missing)
    {
        if (met)
        {
            return;
        }

        if (EverythingRequired)
        {
            Assert.Fail($"missing here, and CI needs it: {missing}");
        }

        Assert.Skip(missing);
    }

    /// <summary>Requires a command on the PATH.</summary>
    public static void Command(string name) => Require(OnPath(name), $"'{name}' is not installed");

    private static bool OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));
}
