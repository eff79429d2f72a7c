using System.Text.RegularExpressions;

using PromptIntel.Core.Concurrency;

namespace PromptIntel.Core.Contracts;

/// <summary>
/// Patterns of settings: without backtracking, so that a text costs time in step with its length, and made once, because making one costs
/// more than most texts. Safe for concurrent use.
/// </summary>
internal static class ContractPattern
{
    private const int MostKept = 1_000;

    private static readonly BoundedCache<string, Regex> Known = new(MostKept);

    /// <exception cref="ArgumentException">It is no pattern.</exception>
    /// <exception cref="NotSupportedException">It can only be matched by backtracking.</exception>
    public static Regex Of(string pattern) => Known.TryGet(pattern, out Regex? known)
        ? known
        : Known.Add(pattern, new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
}
