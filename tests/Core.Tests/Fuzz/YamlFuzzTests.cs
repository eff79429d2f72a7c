using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Json;
using PromptIntel.Core.Tests.Catalog.Documents;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Fuzz;

/// <summary>YAML of every style against what it was written from, with one mistake on a known line, and broken anywhere.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Fuzz)]
public sealed class YamlFuzzTests
{
    [Fact]
    public Task Parse_OfYamlInAnyStyle_GivesTheValueAndTheLinesOfItsKeys() => Fuzzing.RunAsync(3_000, random =>
    {
        JsonObject value = RandomJson.Object(random, 4, least: 1);
        var speller = new YamlSpeller(random);
        string yaml = speller.Spell(value);

        YamlJsonResult result = YamlJson.Parse(yaml, firstLine: 3);

        Assert.True(result.Error is null, $"{result.Error}\n{yaml}");
        Assert.True(JsonNode.DeepEquals(value, JsonNode.Parse(result.Value.GetRawText())), yaml);
        Assert.Equal(
            speller.Lines.Select(line => (line.Key, line.Value + 2)).Order(), result.Lines.Select(line => (line.Key, line.Value)).Order());
    });

    [Fact]
    public Task Write_OfAnyValue_ReadsBackTheSame() => Fuzzing.RunAsync(3_000, random =>
    {
        JsonElement value = JsonSerializer.SerializeToElement(RandomJson.Object(random, 5, least: 1));

        string yaml = YamlJson.Write(value);
        YamlJsonResult result = YamlJson.Parse(yaml);

        Assert.True(result.Error is null && JsonElement.DeepEquals(value, result.Value), $"{result.Error}\n{yaml}");
    });

    [Fact]
    public Task Parse_OfYamlWithOneMistake_NamesItsLine() => Fuzzing.RunAsync(4_000, random =>
    {
        var speller = new YamlSpeller(random);
        string yaml = speller.Spell(RandomJson.Object(random, 4, least: 1));
        (int line, int indent, string key) = random.Pick<(int, int, string)>([.. speller.Keys]);
        string own = new string(' ', indent);
        (string mistake, string says, int further) = random.Next(9) switch
        {
            0 => ($"{own}zzz: 1\n{own}zzz: 2", "twice", 1),
            1 => ($"{own}<<: {{a: 1}}", "Merge", 0),
            2 => ($"{own}zzz: {HostileYaml.Repeat("[", 65)}{HostileYaml.Repeat("]", 65)}", "deeper", 0),
            3 => ($"{own}zzz: {HostileYaml.Repeat("{a: ", random.Next(65, 5_000))}", "deeper", 0),
            4 => ($"{own}zzz: !mine 1", "tag", 0),
            5 => ($"{own}zzz: *nothing", "anchor", 0),
            6 => ($"{own}zzz: &zzz [1, *zzz]", "stands in", 0),
            7 => ($"{own}zzz: \"a\\0b\"", "U+0000", 0),
            _ => ($"{own}[a, b]: 1", "key", 0),
        };
        List<string> lines = [.. yaml.Split('\n')];
        lines.Insert(line - 1, mistake);

        EntryError? error = YamlJson.Parse(string.Join('\n', lines)).Error;

        Assert.True(error is not null, $"{key}\n{string.Join('\n', lines)}");
        Assert.True(
            error.Line == line + further && error.Message.Contains(says, StringComparison.Ordinal),
            $"{error} and not {line + further}\n{string.Join('\n', lines)}");
    });

    [Fact]
    public Task Parse_OfBrokenYaml_EndsWithAValueOrTheLineOfItsMistake() => Fuzzing.RunAsync(6_000, random =>
    {
        string yaml = Broken(random, new YamlSpeller(random).Spell(RandomJson.Object(random, 4, least: 1)));

        YamlJsonResult result = YamlJson.Parse(yaml);

        Assert.True(result.Error is null || (result.Error.Line >= 1 && result.Error.Line <= yaml.Length + 2), $"{result.Error}\n{yaml}");
        Assert.True(result.Error is not null || StorableJson.FaultOf(result.Value) is null, yaml);
    });

    /// <summary>Letters that mean something, put in, doubled and taken away.</summary>
    internal static string Broken(Random random, string text)
    {
        for (int changes = random.Next(1, 5); changes > 0 && text.Length > 0; changes--)
        {
            int at = random.Next(text.Length);
            int length = Math.Min(random.Next(1, 12), text.Length - at);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(at, length)),
                2 => text.Insert(
                    at, HostileYaml.Repeat(random.Pick("[", "{", "- ", "? ", "&a ", "a: ", "!a ", "%", "\n"), random.Pick(1, 2, 70, 500))),
                _ => text.Insert(at, random.Pick(
                    "[",
                    "]",
                    "{",
                    "}",
                    ":",
                    ": ",
                    "- ",
                    "? ",
                    "&a ",
                    "*a ",
                    "!x ",
                    "|\n",
                    ">-\n",
                    "'",
                    "\"",
                    "\\",
                    "#",
                    " #",
                    "%YAML 9.9\n",
                    "---\n",
                    "...\n",
                    "\n",
                    "\t",
                    "\uFEFF",
                    "\u0001",
                    "\uD83D",
                    "<<: ",
                    "@",
                    "`",
                    ",",
                    "\u0085",
                    "\u2028",
                    "%TAG ! x\n",
                    "!<",
                    "&",
                    "*",
                    "\"\\U00110000\"",
                    "\"\\x",
                    "1e999")),
            };
        }

        return text;
    }
}
