using System.Globalization;
using System.Text.RegularExpressions;

using PromptIntel.Core.Concurrency;

namespace PromptIntel.Core.Schemas;

/// <summary>
/// A pattern of a schema, run by the engine that never backtracks, so that a match takes time in proportion to its text. Safe for
/// concurrent use.
/// </summary>
internal sealed class SchemaPattern
{
    private const int MostCharacters = 1_000;

    // The engine builds itself while it matches, and a hostile pattern lets it grow to some 40 MB; past this it starts afresh.
    private const long MostGrowth = 64 * 1024;

    // Building the engine for a pattern takes longer than reading a whole schema, and the same few come again and again.
    private static readonly BoundedCache<string, SchemaPattern> Known = new(1_000);

    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(0.5);

    private readonly string _source;
    private readonly string _translated;
    private Regex _regex;
    private long _growth;

    private SchemaPattern(string source, string translated, int size)
    {
        _source = source;
        _translated = translated;
        Size = size;
        _regex = Build(translated);
    }

    /// <summary>About the number of characters that the pattern speaks of, repetitions written out.</summary>
    public int Size { get; }

    /// <summary>Null, and why, when the pattern cannot be run this way.</summary>
    public static SchemaPattern? Create(string source, int mostSize, out string? problem)
    {
        problem = source.Length > MostCharacters
            ? string.Create(CultureInfo.InvariantCulture, $"has more than {MostCharacters} characters.") : null;

        if (problem is not null)
        {
            return null;
        }

        if (Known.TryGet(source, out SchemaPattern? known) && known.Size <= mostSize)
        {
            return known;
        }

        var text = new PatternText(source);

        if (text.Size > mostSize)
        {
            problem = "is too large: its repetitions, written out, and those of the patterns before it are too many.";
            return null;
        }

        try
        {
            return Known.Add(source, new SchemaPattern(source, text.Translated, text.Size));
        }
        catch (RegexParseException)
        {
            problem = "must be a regular expression.";
        }
        catch (NotSupportedException)
        {
            problem = "cannot be run without backtracking: no lookaround, no back reference, no atomic group.";
        }

        return null;
    }

    /// <summary>Null when it takes too long.</summary>
    public bool? IsMatch(string text)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
        finally
        {
            if (Interlocked.Add(ref _growth, GC.GetAllocatedBytesForCurrentThread() - before) > MostGrowth)
            {
                _growth = 0;
                _regex = Build(_translated);
            }
        }
    }

    public override string ToString() => _source;

    private static Regex Build(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, LongestMatch);
}
