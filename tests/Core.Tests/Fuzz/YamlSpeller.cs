using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Fuzz;

/// <summary>Writes a value as YAML in whatever style chance picks, and knows on which line each key came to stand.</summary>
internal sealed class YamlSpeller(Random random)
{
    private readonly StringBuilder _text = new();
    private int _anchors;

    /// <summary>Line of each key at the top, from 1.</summary>
    public Dictionary<string, int> Lines { get; } = [];

    /// <summary>Lines where a block mapping has a key, with its indentation and the key as it is written.</summary>
    public List<(int Line, int Indent, string Key)> Keys { get; } = [];

    public string Spell(JsonObject value)
    {
        if (value.Count == 0)
        {
            return "{}";
        }

        Block(value, 0);
        return _text.ToString();
    }

    private int Line => _text.ToString().Count(letter => letter == '\n') + 1;

    private void Block(JsonNode value, int indent)
    {
        IEnumerable<(string? Key, JsonNode? Value)> members = value is JsonObject named
            ? named.Select(member => ((string?)member.Key, member.Value))
            : ((JsonArray)value).Select(item => ((string?)null, item));
        foreach ((string? key, JsonNode? member) in members)
        {
            if (random.OneIn(6))
            {
                _text.Append(random.Pick("\n", "# a comment: {[\n", "   \n"));
            }

            if (key is null)
            {
                _text.Append(' ', indent).Append('-');
            }
            else
            {
                string spelt = Scalar(key);
                if (indent == 0)
                {
                    Lines[key] = Line;
                }

                Keys.Add((Line, indent, spelt));
                bool isExplicit = spelt.Length > 900 || random.OneIn(15);
                _text.Append(' ', indent).Append(isExplicit ? $"? {spelt}\n{new string(' ', indent)}:" : $"{spelt}:");
            }

            Member(member, indent);
        }
    }

    private void Member(JsonNode? member, int indent)
    {
        string anchor = random.OneIn(8) ? string.Create(CultureInfo.InvariantCulture, $" &n{_anchors++}") : "";
        bool isBlock = member is JsonObject { Count: > 0 } or JsonArray { Count: > 0 };
        _text.Append(anchor).Append(random.OneIn(9) ? "  " : " ");
        if (!isBlock || random.OneIn(3))
        {
            _text.Append(Flow(member)).Append(random.OneIn(9) ? " # a comment\n" : "\n");
            return;
        }

        _text.Append('\n');
        Block(member!, indent + random.Pick(1, 2, 2, 4));
    }

    private string Flow(JsonNode? value) => value switch
    {
        JsonObject members =>
            "{" + string.Join(
                random.Pick(", ", " , "),
                members.Select(member => $"{random.Pick("", "? ")}{Scalar(member.Key)} : {Flow(member.Value)}")) + "}",
        JsonArray items => $"[{string.Join(random.Pick(", ", " , "), items.Select(Flow))}{(items.Count > 0 ? random.Pick("", ",") : "")}]",
        JsonValue text when text.TryGetValue(out string? content) => Scalar(content),
        null => random.Pick("null", "~", "Null"),
        _ => value.ToJsonString(),
    };

    private string Scalar(string text)
    {
        bool isSimple = text.All(letter => letter is >= ' ' and < '\u007F' or (>= '\u00A1' and < '\u0300'));
        return isSimple && random.OneIn(2) ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"
            : isSimple && text.Length > 2 && text.All(char.IsAsciiLetter) && !text.Equals("null", StringComparison.OrdinalIgnoreCase)
                && !bool.TryParse(text, out _) && random.OneIn(2) ? text
            : Quoted(text);
    }

    private string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool mustEscape = rune.Value is < 0x20 or '"' or '\\' or (>= 0x7F and < 0xA0) or 0x2028 or 0x2029 or 0xFEFF or 0xFFFE or 0xFFFF;
            quoted.Append(mustEscape || random.OneIn(20)
                ? rune.Value <= 0xFFFF ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}") : string.Create(
                    CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}")
                : rune.ToString());
        }

        return quoted.Append('"').ToString();
    }
}
