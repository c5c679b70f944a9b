using System.Text;
using System.Text.Json.Nodes;
using Weir.Client;

namespace Weir.Compat.Tests.Connect;

/// <summary>A table of orders: writes its changes, and knows what has to come out of Debezium, key by key.</summary>
/// <remarks>Thread model: one test owns it.</remarks>
internal sealed class Orders(PostgresCluster postgres)
{
    private const int Seed = 20260;

    private readonly Dictionary<int, List<string>> _expected = [];
    private readonly Dictionary<int, string> _rows = [];
    private readonly Random _random = new(Seed);
    private int _nextId;
    private int _nextState;

    /// <summary>How many records there have to be, tombstones included.</summary>
    public int ExpectedCount => _expected.Values.Sum(changes => changes.Count);

    /// <summary>What has to arrive: the changes of each key, in their order.</summary>
    public string Expected => Describe(_expected);

    /// <summary>Creates the table with rows that only a snapshot shows.</summary>
    public async Task CreateAsync(int rows)
    {
        var statements = new StringBuilder("create table orders (id int primary key, state text not null);\nalter table orders replica identity full;\n");
        for (int i = 0; i < rows; i++)
        {
            Insert(statements, "r");
        }

        await postgres.RunAsync(statements.ToString());
    }

    /// <summary>Changes the table some hundred times, alone and several together in a transaction, some of which are taken back.</summary>
    public Task ChangeAsync(int transactions)
    {
        var statements = new StringBuilder();
        for (int i = 0; i < transactions; i++)
        {
            bool together = i % 3 == 0;
            statements.Append(together ? "begin;\n" : "");
            for (int change = together ? 4 : 1; change > 0; change--)
            {
                Change(statements);
            }

            statements.Append(together ? "commit;\n" : "");
            statements.Append(i % 10 == 0 ? "begin;\nupdate orders set state = 'never';\ninsert into orders values (-1, 'never');\nrollback;\n" : "");
        }

        return postgres.RunAsync(statements.ToString());
    }

    /// <summary>Changes every row there is, so that each key has its last change behind all others.</summary>
    public Task TouchAllAsync()
    {
        var statements = new StringBuilder();
        foreach (int id in _rows.Keys.Order().ToArray())
        {
            Update(statements, id);
        }

        return postgres.RunAsync(statements.ToString());
    }

    /// <summary>What has arrived, to be compared with <see cref="Expected"/>.</summary>
    public static string Arrived(IEnumerable<ConsumeResult<string?, string?>> records)
    {
        var arrived = new Dictionary<int, List<string>>();
        foreach (var record in records)
        {
            int id = JsonNode.Parse(record.Key!)!["id"]!.GetValue<int>();
            ChangesOf(arrived, id).Add(record.Value is null ? "tombstone" : Envelope(JsonNode.Parse(record.Value)!));
        }

        return Describe(arrived);
    }

    private static string Envelope(JsonNode change) => $"{change["op"]} {State(change["before"])} -> {State(change["after"])}";

    private static string State(JsonNode? row) => row is null ? "nothing" : row["state"]!.GetValue<string>();

    private static string Describe(Dictionary<int, List<string>> changes) =>
        string.Join('\n', changes.OrderBy(item => item.Key).Select(item => $"{item.Key}: {string.Join(", ", item.Value)}"));

    private static List<string> ChangesOf(Dictionary<int, List<string>> changes, int id)
    {
        if (!changes.TryGetValue(id, out List<string>? list))
        {
            changes.Add(id, list = []);
        }

        return list;
    }

    private void Change(StringBuilder statements)
    {
        int[] ids = [.. _rows.Keys.Order()];
        int id = ids[_random.Next(ids.Length)];
        switch (_random.Next(10))
        {
            case < 3:
                Insert(statements, "c");
                break;
            case < 8:
                Update(statements, id);
                break;
            default:
                Delete(statements, id);
                break;
        }
    }

    private void Insert(StringBuilder statements, string operation)
    {
        string state = $"s{++_nextState}";
        _rows.Add(++_nextId, state);
        statements.Append($"insert into orders values ({_nextId}, '{state}');\n");
        ChangesOf(_expected, _nextId).Add($"{operation} nothing -> {state}");
    }

    private void Update(StringBuilder statements, int id)
    {
        string state = $"s{++_nextState}";
        statements.Append($"update orders set state = '{state}' where id = {id};\n");
        ChangesOf(_expected, id).Add($"u {_rows[id]} -> {state}");
        _rows[id] = state;
    }

    private void Delete(StringBuilder statements, int id)
    {
        statements.Append($"delete from orders where id = {id};\n");
        ChangesOf(_expected, id).AddRange([$"d {_rows[id]} -> nothing", "tombstone"]);
        _rows.Remove(id);
    }
}
