using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

using PromptIntel.Core.Schemas.Rules;

namespace PromptIntel.Core.Schemas;

/// <summary>
/// Reads one document of schemas: every place that is a schema once, whoever refers to it. Keeps the first problem with its place and
/// stops there. For one thread; <see cref="KeywordReader"/> knows the keywords.
/// </summary>
internal sealed class SchemaCompiler(JsonElement document)
{
    private const int MostSchemas = 10_000;
    private const int MostPatterns = 100;
    private const int MostPatternSize = 4_000;

    // Schemas about one value that lie within each other through references and allOf, anyOf and the like.
    private const int LongestChain = 64;

    private static readonly SchemaNode Anything = new();
    private static readonly SchemaNode Nothing = new() { AllowsNothing = true };

    private readonly Dictionary<int, SchemaNode> _schemas = [];
    private readonly Dictionary<string, SchemaNode> _anchors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaPattern> _patterns = new(StringComparer.Ordinal);
    private readonly Dictionary<SchemaNode, int> _chains = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<(ReferenceRule Rule, string Target, string[] Place)> _references = [];
    private readonly List<string> _place = [];
    private int _patternSize;
    private int _count;
    private int _ownNames;

    public string? Problem { get; private set; }

    public int PatternCount => _patterns.Count;

    /// <summary>The root; of no use when there is a problem.</summary>
    public SchemaNode Compile()
    {
        SchemaNode root = Read(document);

        while (Problem is null && _references.TryDequeue(out var reference))
        {
            _place.Clear();
            _place.AddRange(reference.Place);
            reference.Rule.Target = Resolve(reference.Target);
        }

        if (Problem is null)
        {
            CheckChains();
        }

        return root;
    }

    public SchemaNode Read(JsonElement schema)
    {
        if (Problem is not null || schema.ValueKind == JsonValueKind.True)
        {
            return Anything;
        }

        if (schema.ValueKind == JsonValueKind.False)
        {
            return Nothing;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            Fail("must be a schema: an object, true or false.");
            return Anything;
        }

        if (++_count > MostSchemas)
        {
            Fail($"holds more than {MostSchemas} schemas.");
            return Anything;
        }

        int offset = OffsetOf(schema);

        if (_schemas.TryGetValue(offset, out SchemaNode? known))
        {
            return known;
        }

        // Known before it is read: it may refer to itself.
        SchemaNode node = _schemas[offset] = new SchemaNode();
        bool hasOwnName = _place.Count > 0 && schema.TryGetProperty("$id", out _);
        _ownNames += hasOwnName ? 1 : 0;
        new KeywordReader(this, schema, node).Read();
        _ownNames -= hasOwnName ? 1 : 0;
        return node;
    }

    /// <summary>Reads what stands under a keyword or a name; <paramref name="read"/> fails at that place.</summary>
    public T At<T>(string name, JsonElement value, Func<JsonElement, T> read)
    {
        Enter(name);
        T result = read(value);
        Leave();
        return result;
    }

    public void Enter(string name) => _place.Add(name);

    public void Leave() => _place.RemoveAt(_place.Count - 1);

    public void Fail(string detail) => Problem ??= $"#{string.Concat(_place.Select(part => $"/{part}"))}: {detail}";

    public void Name(string anchor, SchemaNode schema)
    {
        if (_ownNames > 0)
        {
            Fail("an anchor within a schema that has an $id of its own cannot be used here; use $defs.");
        }
        else if (!_anchors.TryAdd(anchor, schema))
        {
            Fail($"the anchor {anchor} is there twice.");
        }
    }

    public ReferenceRule? Refer(string target)
    {
        if (target.Length == 0 || target[0] != '#')
        {
            Fail("only references within the schema (#/...) can be followed here.");
        }
        else if (_ownNames > 0)
        {
            Fail("a reference within a schema that has an $id of its own cannot be followed here; leave the $id away.");
        }
        else
        {
            var rule = new ReferenceRule();
            _references.Enqueue((rule, target, [.. _place]));
            return rule;
        }

        return null;
    }

    public SchemaPattern? Pattern(string source)
    {
        if (_patterns.TryGetValue(source, out SchemaPattern? known))
        {
            return known;
        }

        if (_patterns.Count == MostPatterns)
        {
            Fail($"the schema holds more than {MostPatterns} different patterns.");
            return null;
        }

        if (SchemaPattern.Create(source, MostPatternSize - _patternSize, out string? problem) is not { } pattern)
        {
            Fail(problem!);
            return null;
        }

        _patternSize += pattern.Size;
        return _patterns[source] = pattern;
    }

    private SchemaNode Resolve(string target)
    {
        if (target.Length > 1 && target[1] != '/')
        {
            if (_anchors.TryGetValue(Uri.UnescapeDataString(target[1..]), out SchemaNode? named))
            {
                return named;
            }
        }
        else if (SchemaPointer.Find(document, target) is { ValueKind: not JsonValueKind.Undefined } schema)
        {
            return Read(schema);
        }

        Fail($"there is nothing at {target}.");
        return Anything;
    }

    private void CheckChains()
    {
        foreach ((int offset, SchemaNode schema) in _schemas)
        {
            if (ChainFrom(schema, 0) is null)
            {
                _place.Clear();
                _place.AddRange(PlaceOf(document, offset) ?? []);
                Fail($"refers to itself, or through more than {LongestChain} schemas, without a step into the value.");
                return;
            }
        }
    }

    private IEnumerable<string>? PlaceOf(JsonElement element, int offset)
    {
        if (OffsetOf(element) == offset)
        {
            return [];
        }

        IEnumerable<(string Name, JsonElement Value)> parts = element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(member => (member.Name, member.Value)),
            JsonValueKind.Array => element.EnumerateArray().Select((item, index) => ($"{index}", item)),
            _ => [],
        };

        return parts.Select(part => PlaceOf(part.Value, offset)?.Prepend(part.Name)).FirstOrDefault(place => place is not null);
    }

    /// <summary>How many schemas one after the other are asked about the same value; null when there is no end.</summary>
    private int? ChainFrom(SchemaNode schema, int depth)
    {
        if (_chains.TryGetValue(schema, out int known))
        {
            return known < 0 ? null : known;
        }

        if (depth > LongestChain)
        {
            return null;
        }

        // Below 0 while it is open: whoever meets it then has gone in a circle.
        _chains[schema] = -1;
        int longest = 0;

        foreach (SchemaRule rule in schema.Rules)
        {
            foreach (SchemaNode next in rule.OfSameValue)
            {
                if (ChainFrom(next, depth + 1) is not { } length)
                {
                    return null;
                }

                longest = Math.Max(longest, length + 1);
            }
        }

        _chains[schema] = longest;
        return longest;
    }

    /// <summary>Where an element stands in the document, which is what makes it the same one.</summary>
    private int OffsetOf(JsonElement element) =>
        (int)Unsafe.ByteOffset(
            ref MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(document)),
            ref MemoryMarshal.GetReference(JsonMarshal.GetRawUtf8Value(element)));
}
