using Weir.Compat.Tests.Harness;
using Weir.TestSupport;

namespace Weir.Compat.Tests.Connect;

/// <summary>A PostgreSQL of its own in a temporary folder, with logical decoding; not the cluster that the Debian package may have made.</summary>
/// <remarks>Thread model: one test owns it.</remarks>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string Programs = "/usr/lib/postgresql";

    // PostgreSQL refuses to run as root; the package has made a user for it.
    private const string User = "postgres";

    private readonly TemporaryFolder _folder = new();
    private readonly string _programs;
    private Conversation? _process;

    private PostgresCluster(string programs) => _programs = programs;

    /// <summary>The port on the loopback interface.</summary>
    public int Port { get; } = FreePorts.Take(1);

    /// <summary>Makes a cluster and starts it, or skips the test where PostgreSQL is not installed.</summary>
    public static async Task<PostgresCluster> StartAsync()
    {
        string? programs = (Directory.Exists(Programs) ? Directory.GetDirectories(Programs) : [])
            .Select(version => Path.Combine(version, "bin"))
            .Where(bin => File.Exists(Path.Combine(bin, "initdb")))
            .Order(StringComparer.Ordinal)
            .LastOrDefault();
        Prerequisite.Require(programs is not null, "PostgreSQL is not installed (Debian's package is postgresql)");
        var cluster = new PostgresCluster(programs!);
        try
        {
            await cluster.StartServerAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs statements, each line a transaction of its own; what they print, without headings.</summary>
    public async Task<string> RunAsync(string statements)
    {
        ProcessResult result = await PsqlAsync(statements);
        return result.Succeeded().Output;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // Killed, it would leave its shared memory behind.
            var (file, arguments) = AsUser("pg_ctl", "stop", "-D", _folder.File("data"), "-m", "immediate");
            await ForeignProcess.RunAsync(file, arguments);
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task StartServerAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            (await ForeignProcess.RunAsync("chown", [User, _folder.Path])).Succeeded();
        }

        var (file, arguments) = AsUser("initdb", "-D", _folder.File("data"), "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        (await ForeignProcess.RunAsync(file, arguments)).Succeeded();
        string[] settings = ["wal_level=logical", "listen_addresses=127.0.0.1", $"unix_socket_directories={_folder.Path}", "fsync=off"];
        (file, arguments) = AsUser("postgres", ["-D", _folder.File("data"), "-p", $"{Port}", .. settings.SelectMany(setting => new[] { "-c", setting })]);
        _process = Conversation.Start(file, arguments);
        await Eventually.HoldsAsync(
            async () =>
            {
                Assert.False(_process.HasExited, $"PostgreSQL has ended\n{_process.Errors}");
                return (await PsqlAsync("select 1;")).ExitCode == 0;
            },
            () => $"PostgreSQL does not answer\n{_process.Errors}");
    }

    private Task<ProcessResult> PsqlAsync(string statements) => ForeignProcess.RunAsync(
        Path.Combine(_programs, "psql"), ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", $"{Port}", "-U", User, User], statements);

    private (string File, string[] Arguments) AsUser(string program, params string[] arguments)
    {
        string path = Path.Combine(_programs, program);
        return Environment.IsPrivilegedProcess
            ? ("env", ["-C", _folder.Path, "setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", path, .. arguments])
            : (path, arguments);
    }
}
