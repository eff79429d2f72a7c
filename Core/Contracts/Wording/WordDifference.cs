using System.Collections.Immutable;

using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Contracts.Wording;

/// <summary>Words of the template that are gone and those that stand in their place; either may be empty.</summary>
/// <param name="At">Index in the contract's words at which the change stands.</param>
internal sealed record Hunk(ImmutableArray<Word> Gone, ImmutableArray<Word> Come, int TemplateAt, int At);

/// <summary>Tells where two paragraphs differ, word by word, by their longest common run of words.</summary>
internal static class WordDifference
{
    public static List<Hunk> Find(ImmutableArray<Word> template, ImmutableArray<Word> contract)
    {
        int[,] common = new int[template.Length + 1, contract.Length + 1];

        for (int i = template.Length - 1; i >= 0; i--)
        {
            for (int j = contract.Length - 1; j >= 0; j--)
            {
                common[i, j] = template[i].Lower == contract[j].Lower
                    ? common[i + 1, j + 1] + 1
                    : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var hunks = new List<Hunk>();
        (int left, int right) = (0, 0);

        while (left < template.Length || right < contract.Length)
        {
            (int from, int to) = (left, right);

            while ((left < template.Length || right < contract.Length)
                && !(left < template.Length && right < contract.Length && template[left].Lower == contract[right].Lower))
            {
                if (right == contract.Length || (left < template.Length && common[left + 1, right] >= common[left, right + 1]))
                {
                    left++;
                }
                else
                {
                    right++;
                }
            }

            if (left > from || right > to)
            {
                hunks.Add(new Hunk(template[from..left], contract[to..right], from, to));
            }

            left++;
            right++;
        }

        return hunks;
    }
}
