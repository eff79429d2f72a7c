using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace PromptIntel.Core.Schemas.Rules;

/// <summary>One validation: where it stands in the value, what it found, and what it may still spend. For one thread.</summary>
internal sealed class Evaluation
{
    public const int MostViolations = 50;

    /// <summary>Schemas, members, items and texts looked at; some tenths of a second.</summary>
    public const int MostSteps = 2_000_000;

    private static readonly TimeSpan LongestInPatterns = TimeSpan.FromSeconds(1);

    private readonly List<Place> _path = [];
    private List<SchemaViolation>? _found;
    private long _patternTicks;
    private int _steps = MostSteps;
    private int _trials;

    /// <summary>Nothing more need be looked for once something is wrong.</summary>
    public bool IsSettled => _trials > 0 || _found?.Count >= MostViolations;

    public ImmutableArray<SchemaViolation> Found => _found is null ? [] : [.. _found.Distinct()];

    public void EnterSchema()
    {
        Spend(1);

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TooCostlyException();
        }
    }

    public void Spend(int steps)
    {
        if ((_steps -= steps) < 0)
        {
            throw new TooCostlyException();
        }
    }

    /// <summary>Spends what hashing or comparing a value takes.</summary>
    public void SpendOn(JsonElement value) => Spend(1 + (JsonMarshal.GetRawUtf8Value(value).Length / 16));

    /// <summary>Spends what one reading of a text takes; always true, to stand before what it pays for.</summary>
    public bool SpendOn(string text)
    {
        Spend(1 + (text.Length / 32));
        return true;
    }

    /// <summary>The engine is linear, but a large pattern over a long text still takes its time.</summary>
    public bool Matches(SchemaPattern pattern, string text)
    {
        Spend(1 + (text.Length / 8));
        long start = Stopwatch.GetTimestamp();
        bool? isMatch = pattern.IsMatch(text);
        _patternTicks += Stopwatch.GetTimestamp() - start;
        bool isInTime = _patternTicks < LongestInPatterns.TotalSeconds * Stopwatch.Frequency;
        return isMatch is { } answer && isInTime ? answer : throw new TooCostlyException();
    }

    /// <summary>Whether a schema accepts a value, without a word about why not.</summary>
    public bool Try(SchemaNode schema, JsonElement value, Evaluated? seen)
    {
        _trials++;
        bool isAccepted = schema.Accepts(this, value, seen);
        _trials--;
        return isAccepted;
    }

    public bool Step(SchemaNode schema, JsonProperty member)
    {
        _path.Add(new Place(member, -1));
        bool isAccepted = schema.Accepts(this, member.Value, null);
        _path.RemoveAt(_path.Count - 1);
        return isAccepted;
    }

    public bool Step(SchemaNode schema, JsonElement item, int index)
    {
        _path.Add(new Place(default, index));
        bool isAccepted = schema.Accepts(this, item, null);
        _path.RemoveAt(_path.Count - 1);
        return isAccepted;
    }

    /// <summary>Always false, so that a rule ends with it.</summary>
    /// <param name="member">The member that is missing or too many; it belongs to the path.</param>
    public bool Refuse(string code, string detail, string? member = null)
    {
        if (!IsSettled)
        {
            (_found ??= []).Add(new SchemaViolation(PathTo(member), code, detail));
        }

        return false;
    }

    private string PathTo(string? member)
    {
        var path = new StringBuilder();

        foreach (Place place in _path)
        {
            if (place.Index >= 0)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{place.Index}]");
            }
            else
            {
                Append(path, place.Member.Name);
            }
        }

        if (member is not null)
        {
            Append(path, member);
        }

        return path.ToString();
    }

    private static void Append(StringBuilder path, string member) => path.Append(path.Length == 0 ? "" : ".").Append(member);

    private readonly record struct Place(JsonProperty Member, int Index);

    /// <summary>Ends a validation from any depth; caught where it began.</summary>
    public sealed class TooCostlyException : Exception;
}
