using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog.Transfer;

namespace PromptIntel.Bench.Speed;

/// <summary>Any number of different prompts of ordinary size, made of the sentences of the shipped ones; the same at every run.</summary>
internal static class SamplePrompts
{
    public const int SentencesEach = 14;

    /// <summary>As the lines of an import.</summary>
    /// <param name="sentencesEach">Some 190 characters each.</param>
    public static IEnumerable<string> Lines(int count, int sentencesEach = SentencesEach)
    {
        string[] sentences = Sentences();
        var random = new Random(20);

        for (int number = 0; number < count; number++)
        {
            string text = string.Join('\n', Enumerable.Range(0, sentencesEach).Select(_ => sentences[random.Next(sentences.Length)]));
            yield return JsonSerializer.Serialize(new
            {
                @namespace = "general",
                name = $"sample_{number}",
                description = sentences[random.Next(sentences.Length)],
                tags = new[] { "sample", $"group_{number % 20}" },
                content = new { type = "text", messages = new[] { new { role = "user", content = text } } },
            });
        }
    }

    public static async Task ImportAsync(Installation installation, IEnumerable<string> lines)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

        await foreach (ImportLineResult result in installation.Get<CatalogTransfer>().ImportAsync(
            stream, author: null, mayPublish: true, CancellationToken.None))
        {
            if (result.Errors.Length > 0)
            {
                throw new InvalidOperationException($"Line {result.Line} was refused: {result.Errors[0]}");
            }
        }
    }

    /// <summary>The same prompts as an export has them, which a store takes in large transactions.</summary>
    public static async Task<IReadOnlyList<string>> ExportedAsync(int count, int sentencesEach = SentencesEach)
    {
        await using Installation memory = await Installation.OpenAsync(directory: null);
        await ImportAsync(memory, Lines(count, sentencesEach));
        var exported = new List<string>(count);

        await foreach (ReadOnlyMemory<byte> line in memory.Get<CatalogTransfer>().ExportAsync(CancellationToken.None))
        {
            exported.Add(Encoding.UTF8.GetString(line.Span));
        }

        return exported;
    }

    private static string[] Sentences() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Find(), "content", "prompts"), "*.md", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .SelectMany(path => File.ReadAllText(path).Split("\n---\n", 2)[1].Split('\n'))
            .Select(line => line.Trim())
            .Where(line => line.Length > 30 && !line.Contains('{', StringComparison.Ordinal) && !line.EndsWith(':'))
            .Distinct(),
    ];
}
