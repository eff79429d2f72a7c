using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Architecture;

/// <summary>A line that has to be scrolled to is not read.</summary>
public sealed class LineTests
{
    private const int MostColumns = 140;

    private static readonly string[] Endings = [".cs", ".razor", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".py", ".md"];

    /// <summary>Content, and what builds leave. Folders with a dot in front are left out as well.</summary>
    private static readonly string[] NotSource = ["content", "artifacts", "bin", "obj", "node_modules", "dist", "TestResults"];

    private static readonly string[] Generated = ["clients/typescript/src/schema.ts"];

    [Fact]
    public void Line_EndsAt140Columns()
    {
        List<string> files = [.. Files(SourceTree.Root)];

        string[] wrong =
        [
            .. from file in files
               let path = Path.GetRelativePath(SourceTree.Root, file).Replace('\\', '/')
               where !Generated.Contains(path)
               from line in Lines(file)
               where line.Text.Length > MostColumns
               select $"{path}:{line.Number}: {line.Text.Length} columns",
        ];

        Assert.True(files.Count > 1_000, "The source was not found.");
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    /// <summary>Tables, code and single words of Markdown cannot be wrapped.</summary>
    [Fact]
    public void Markdown_IsLookedAt_WhereItCanBeWrapped()
    {
        string[] text = ["one two", "| a | b |", "```sh", "curl -s x", "```", "https://example.org/", "  - three"];

        Assert.Equal([1, 7], Wrappable(text).Select(line => line.Number));
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder).Where(file => Endings.Contains(Path.GetExtension(file))).Concat(
            Directory.EnumerateDirectories(folder).Where(IsSource).SelectMany(Files));

    private static bool IsSource(string folder) =>
        Path.GetFileName(folder) is var name && !name.StartsWith('.') && !NotSource.Contains(name);

    private static IEnumerable<(int Number, string Text)> Lines(string file)
    {
        string[] text = File.ReadAllLines(file);
        return Path.GetExtension(file) == ".md" ? Wrappable(text) : text.Select((line, index) => (index + 1, line));
    }

    private static IEnumerable<(int Number, string Text)> Wrappable(string[] text)
    {
        bool isCode = false;

        for (int i = 0; i < text.Length; i++)
        {
            if (text[i].TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
            }
            else if (!isCode && !text[i].StartsWith('|') && text[i].Trim().Contains(' '))
            {
                yield return (i + 1, text[i]);
            }
        }
    }
}
