using System.Text;
using System.Text.Json.Nodes;

using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Fuzz;

/// <summary>Values of every shape, with the texts that formats stumble over.</summary>
internal static class RandomJson
{
    private static readonly string[] Texts =
    [
        "", " ", "name", "a b", " lead", "trail ", "it's", "\"", "'", "\\", "a: b", "a #b", "#", "- a", "-", "?", ": ", "[", "]",
        "{", "}", "{{x}}", "{{", "}}", ",", "&a", "*a", "!", "!!str", "|", ">", "%", "@", "`", "~", "null", "Null", "true", "FALSE",
        "yes", "on", "n", "0", "1", "-1", "1.5", "1e3", "01", "0x1f", "1_000", ".inf", ".nan", "2026-02-30", "12:30", "<<", "=",
        "---", "...", "--- a", "\n", "a\nb", "a\n\nb\n", "\r\n", "a\rb", "\t", "a\tb", "\u0001", "\u007F", "\u0085", "\u00A0",
        "\u2028", "\u2029", "\uFEFF", "\uFFFE", "\uFFFF", "é", "Zürich", "東京",
        "😀", "a😀b", "\uE000", "user:", "system:", "\\user:", "placeholder: x", "a\nuser:\nb", "\u202E", "e\u0301", "---\nname: x", "$",
        "${input.x}", "{\"a\":1}", "[1]", "\u0000x"[1..],
    ];

    public static string Text(Random random) => random.Next(12) switch
    {
        0 => string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => random.Pick<string>(Texts))),
        1 => new string('x', random.Next(1, 1_200)),
        2 => string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => ((Rune)RandomRune(random)).ToString())),
        _ => random.Pick<string>(Texts),
    };

    public static JsonNode? Value(Random random, int depth) => random.Next(depth <= 0 ? 5 : 9) switch
    {
        0 => null,
        1 => JsonValue.Create(random.OneIn(2)),
        2 => JsonValue.Create(random.Next(-1_000, 1_000) / random.Pick(1m, 1m, 8m)),
        3 or 4 => JsonValue.Create(Text(random)),
        5 or 6 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1))]),
        _ => Object(random, depth),
    };

    public static JsonObject Object(Random random, int depth, int least = 0)
    {
        var value = new JsonObject();
        for (int count = random.Next(least, least + 4); count > 0; count--)
        {
            value[Text(random)] = Value(random, depth - 1);
        }

        return value;
    }

    /// <summary>One change at a random place: a member taken away, doubled under another name, moved, or of another type.</summary>
    public static void Mutate(Random random, JsonNode root)
    {
        List<JsonNode> places = [.. Containers(root)];
        switch (random.Pick<JsonNode>([.. places]))
        {
            case JsonObject { Count: > 0 } members when !random.OneIn(5):
                string name = members.ElementAt(random.Next(members.Count)).Key;
                JsonNode? value = members[name];
                members.Remove(name);
                string target = random.OneIn(3) ? Text(random) : name;
                if (!random.OneIn(3))
                {
                    members[target] = random.OneIn(2) ? Value(random, 3) : value?.DeepClone();
                }

                break;
            case JsonObject members:
                members[Text(random)] = Value(random, 3);
                break;
            case JsonArray items when items.Count > 0 && random.OneIn(2):
                items[random.Next(items.Count)] = Value(random, 3);
                break;
            case JsonArray items:
                items.Add(Value(random, 3));
                break;
        }
    }

    private static IEnumerable<JsonNode> Containers(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Containers(member.Value)).Prepend(members),
        JsonArray items => items.SelectMany(Containers).Prepend(items),
        _ => [],
    };

    private static int RandomRune(Random random)
    {
        int value = random.OneIn(4) ? random.Next(0x10000, 0x110000) : random.Next(1, 0xD800);
        return value;
    }
}
