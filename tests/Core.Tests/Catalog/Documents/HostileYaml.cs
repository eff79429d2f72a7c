using System.Text;

namespace PromptIntel.Core.Tests.Catalog.Documents;

/// <summary>YAML made to overflow, to unfold or to grow, of a size that an editor's key may send.</summary>
internal static class HostileYaml
{
    public static Dictionary<string, string> Documents { get; } = new()
    {
        ["lists"] = Repeat("[", 60_000),
        ["lists, closed"] = Repeat("[", 60_000) + Repeat("]", 60_000),
        ["lists over lines"] = Repeat("[\n", 60_000),
        ["lists, a megabyte"] = Repeat("[", 1_000_000),
        ["objects"] = Repeat("{", 60_000),
        ["objects with keys"] = Repeat("{a: ", 60_000),
        ["lists in objects"] = Repeat("{a: [", 60_000),
        ["dashes"] = Repeat("- ", 60_000),
        ["complex keys"] = Repeat("? ", 60_000),
        ["complex keys in lists"] = Repeat("[? ", 60_000),
        ["complex keys over lines"] = Repeat("?\n", 60_000),
        ["a pair in a list in a pair"] = Repeat("[a: ", 60_000),
        ["indentation"] = string.Concat(Enumerable.Range(0, 1_400).Select(level => new string(' ', level) + "a:\n")),
        ["indented dashes"] = string.Concat(Enumerable.Range(0, 1_400).Select(level => new string(' ', level) + "-\n")),
        ["deep below a field"] = "description: One.\nvariables:\n  type: object\n  a: " + Repeat("[", 60_000),
        ["deep in an alias"] = "a: &a " + Nested(40) + "\nb: " + Repeat("[", 40) + "*a" + Repeat("]", 40),
        ["a billion laughs"] = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefghij".Select(
            name => $"{name}: &{name} [{string.Join(',', Enumerable.Repeat($"*{(char)(name - 1)}", 10))}]\n")),
        ["a long text many times"] = "a: &a " + new string('x', 100_000) + "\nb: [" + Repeat("*a,", 50_000) + "]",
        ["a long key many times"] = "a: &a {? " + new string('x', 100_000) + " : 1}\nb: [" + Repeat("*a,", 50_000) + "]",
        ["an alias in its own node"] = "a: &a [*a]",
        ["an alias deep in its own node"] = "a: &a {b: {c: [1, *a]}}",
        ["an alias of nothing"] = "a: *nothing",
        ["an alias before its anchor"] = "a: *b\nb: &b 1",
        ["anchors"] = string.Concat(Enumerable.Range(0, 60_000).Select(index => $"k{index}: &a{index} 1\n")),
        ["one anchor many times"] = string.Concat(Enumerable.Range(0, 60_000).Select(index => $"k{index}: &a 1\n")),
        ["anchors in a row"] = Repeat("&a ", 350_000),
        ["tags in a row"] = Repeat("!a ", 300_000),
        ["values"] = Repeat("- a\n", 250_000),
        ["values in a line"] = "[" + Repeat("a,", 500_000) + "]",
        ["keys in a line"] = "{" + Repeat("a,", 500_000) + "}",
        ["documents"] = Repeat("---\na\n", 150_000),
        ["directives"] = Repeat("%TAG !a! b\n", 90_000),
        ["opened quotes"] = Repeat("'", 999_999),
        ["closing brackets"] = Repeat("]", 100_000),
        ["colons"] = Repeat(": ", 500_000),
        ["commas"] = "[" + Repeat(",", 1_000_000),
        ["three megabytes"] = "a: " + new string('x', 3_000_000),
    };

    /// <summary>Large or deep, and yet a document.</summary>
    public static Dictionary<string, string> Harmless { get; } = new()
    {
        ["64 levels"] = Nested(64),
        ["a long text"] = "a: " + new string('x', 1_000_000),
        ["a long block"] = "a: |\n" + Repeat("  x\n", 250_000),
        ["a long folded block"] = "a: >\n" + Repeat("  x\n", 250_000),
        ["escapes"] = "a: \"" + Repeat("\\u0041", 170_000) + "\"",
        ["comments"] = Repeat("# x\n", 250_000) + "a: 1",
        ["blank lines"] = Repeat("\n", 1_000_000) + "a: 1",
        ["an alias that is used 5,000 times"] = "a: &a {b: 1}\nb:\n" + Repeat("  - *a\n", 5_000),
    };

    public static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static string Nested(int levels) => Repeat("[", levels) + Repeat("]", levels);
}
