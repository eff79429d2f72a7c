using System.Globalization;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Catalog.Includes;

/// <summary>Held against a substitution of one tag after the other, on random graphs of prompts.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed partial class CompositionPropertyTests
{
    private const int Graphs = 2_000;

    [Fact]
    public void Compose_EqualsTextualSubstitution_OrRefusesWhatItCannotEnd()
    {
        var random = new Random(20261126);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);

        for (int graph = 0; graph < Graphs; graph++)
        {
            Dictionary<string, string> texts = NewGraph(random);
            var shared = new SharedTexts();
            foreach ((string name, string text) in texts)
            {
                shared.Add(name, text);
            }

            string? expected = Substitute(texts, "t0", out string verdict);
            seen[verdict] = seen.GetValueOrDefault(verdict) + 1;
            ComposedPrompt composed = shared.Compose("t0");

            if (expected is null)
            {
                Assert.NotEmpty(composed.Errors);
            }
            else
            {
                Assert.Equal(expected, shared.TextOf("t0"));
                Assert.InRange(expected.Length, 0, PromptComposition.MostCharacters);
                Assert.Empty(shared.CheckWhole("t0"));
            }
        }

        // Each verdict was met, often enough to mean something.
        Assert.All(["text", "cycle", "deep", "long", "missing"], verdict => Assert.InRange(seen.GetValueOrDefault(verdict), 20, Graphs));
    }

    /// <summary>Mostly forward edges, so that many graphs end; long texts, so that some come to too much.</summary>
    private static Dictionary<string, string> NewGraph(Random random)
    {
        int size = random.Next(2, 20);
        bool isForward = random.Next(4) > 0;
        bool isLong = random.Next(6) == 0;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int node = 0; node < size; node++)
        {
            var parts = new List<string> { isLong ? new string('y', random.Next(200_000)) : "\n" };
            for (int edge = random.Next(4); edge > 0; edge--)
            {
                int target = isForward ? random.Next(node + 1, Math.Min(size, node + 2) + 1) : random.Next(size);
                bool isMissing = target >= size && random.Next(10) == 0;
                parts.Add(target < size || isMissing ? $"{{{{> s/t{target}}}}}" : "leaf");
                parts.Add(random.Next(3) switch { 0 => "{{! a note }}", 1 => $" {node} ", _ => "{{#if this}}y{{/if}}" });
            }

            texts[string.Create(CultureInfo.InvariantCulture, $"t{node}")] = string.Concat(parts);
        }

        return texts;
    }

    /// <summary>Round after round every tag gives way to its text: after eight rounds none may be left.</summary>
    private static string? Substitute(Dictionary<string, string> texts, string root, out string verdict)
    {
        verdict = Reach(texts, root, []) switch { null => "text", string reason => reason };
        string text = texts[root];
        for (int round = 0; verdict == "text" && round < PromptComposition.Deepest; round++)
        {
            // What tags come to is known beforehand, so that the oracle does not blow up itself.
            if (text.Length + Tag().Matches(text).Sum(tag => (long)texts[tag.Groups[1].Value].Length) > 40_000_000)
            {
                break;
            }

            text = Tag().Replace(text, tag => texts[tag.Groups[1].Value]);
        }

        verdict = verdict != "text" ? verdict
            : text.Length > PromptComposition.MostCharacters ? "long"
            : Tag().IsMatch(text) ? "deep"
            : verdict;
        return verdict == "text" ? text : null;
    }

    private static string? Reach(Dictionary<string, string> texts, string name, List<string> chain)
    {
        if (!texts.TryGetValue(name, out string? text))
        {
            return "missing";
        }

        return chain.Contains(name) ? "cycle" : Tag().Matches(text)
            .Select(tag => tag.Groups[1].Value)
            .Distinct()
            .Select(next => Reach(texts, next, [.. chain, name]))
            .FirstOrDefault(reason => reason is not null);
    }

    [GeneratedRegex(@"\{\{> s/(t\d+)\}\}")]
    private static partial Regex Tag();
}
