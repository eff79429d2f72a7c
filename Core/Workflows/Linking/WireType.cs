using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Workflows.Wires;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>What is known, before anything runs, of the value a wire brings. Doubt is always on the author's side.</summary>
internal abstract record WireType
{
    /// <summary>Anything; never a reason to refuse.</summary>
    public static WireType Unknown { get; } = new Anything();

    /// <summary>The JSON types it may have, <c>null</c> left out; empty when nothing is known.</summary>
    public virtual ImmutableHashSet<string> JsonTypes => [];

    public static WireType Of(JsonElement? schema) => schema is { ValueKind: JsonValueKind.Object } known ? new Described(known, known) : Unknown;

    public static WireType Simple(string jsonType) => new Plain(jsonType);

    /// <summary>The aggregate of a <c>for_each</c> whose items give <paramref name="item"/>.</summary>
    public static WireType AggregateOf(WireType item) => new Known(
        ImmutableDictionary<string, WireType>.Empty
            .Add("items", new ListOf(new Known(ImmutableDictionary<string, WireType>.Empty
                .Add("index", Simple("integer")).Add("status", Simple("string")).Add("output", item).Add("error", Simple("object")))))
            .Add("succeeded", Simple("integer"))
            .Add("failed", Simple("integer")));

    /// <summary>The type of a part; null when there certainly is no such part.</summary>
    public virtual WireType? Step(string segment) => Unknown;

    /// <summary>The type of the items; null when this is certainly no list.</summary>
    public virtual WireType? Items() => Unknown;

    /// <summary>The type at the end of a path; <paramref name="missing"/> names the first segment that certainly is not there.</summary>
    public WireType? Follow(WirePath path, out string? missing)
    {
        WireType current = this;
        missing = null;

        foreach (string segment in path.Segments)
        {
            if (current.Step(segment) is not { } next)
            {
                missing = segment;
                return null;
            }

            current = next;
        }

        return current;
    }

    /// <summary>False only when no value of this type could be one of the other. A whole number is a number.</summary>
    public bool Fits(WireType target)
    {
        ImmutableHashSet<string> allowed = target.JsonTypes;
        ImmutableHashSet<string> given = JsonTypes;
        return allowed.IsEmpty || given.IsEmpty || given.Overlaps(allowed)
            || (given.Contains("integer") && allowed.Contains("number")) || (given.Contains("number") && allowed.Contains("integer"));
    }

    public override string ToString() => JsonTypes.IsEmpty ? "anything" : string.Join(" or ", JsonTypes.Order(StringComparer.Ordinal));

    private sealed record Anything : WireType
    {
        public override string ToString() => base.ToString();
    }

    private sealed record Plain(string Type) : WireType
    {
        public override ImmutableHashSet<string> JsonTypes => [Type];

        public override WireType? Step(string segment) => Type == "object" ? Unknown : null;

        public override WireType? Items() => null;

        public override string ToString() => base.ToString();
    }

    private sealed record ListOf(WireType Item) : WireType
    {
        public override ImmutableHashSet<string> JsonTypes => ["array"];

        public override WireType? Step(string segment) => char.IsAsciiDigit(segment[0]) ? Item : null;

        public override WireType? Items() => Item;

        public override string ToString() => base.ToString();
    }

    /// <summary>An object that PromptIntel itself puts together: exactly these properties.</summary>
    internal sealed record Known(ImmutableDictionary<string, WireType> Properties) : WireType
    {
        public override ImmutableHashSet<string> JsonTypes => ["object"];

        public override WireType? Step(string segment) => Properties.GetValueOrDefault(segment);

        public override WireType? Items() => null;

        public override string ToString() => base.ToString();
    }

    /// <param name="Root">Where references within the schema start.</param>
    private sealed record Described(JsonElement Root, JsonElement Schema) : WireType
    {
        public override ImmutableHashSet<string> JsonTypes => Schema.TryGetProperty("type", out JsonElement type)
            ? type.ValueKind == JsonValueKind.Array
                ? [.. type.EnumerateArray().Select(item => item.GetString()!).Where(name => name != "null")]
                : type.ValueEquals("null") ? [] : [type.GetString()!]
            : [];

        public override WireType? Step(string segment)
        {
            ImmutableHashSet<string> types = JsonTypes;

            if (!types.IsEmpty && !types.Contains("object"))
            {
                return types.Contains("array") && char.IsAsciiDigit(segment[0]) ? Items() : null;
            }

            return Schema.TryGetProperty("properties", out JsonElement properties) ? StepInto(properties, segment) : Unknown;
        }

        public override WireType? Items()
        {
            ImmutableHashSet<string> types = JsonTypes;
            return !types.IsEmpty && !types.Contains("array") ? null
                : Schema.TryGetProperty("items", out JsonElement items) ? At(items)
                : Unknown;
        }

        public override string ToString() => base.ToString();

        private WireType? StepInto(JsonElement properties, string segment)
        {
            if (properties.TryGetProperty(segment, out JsonElement property))
            {
                return At(property);
            }

            // A schema that lists its properties and says nothing of others means these: a misspelt wire is the commonest mistake.
            bool mayHaveOthers = Schema.TryGetProperty("patternProperties", out _)
                || Schema.TryGetProperty("allOf", out _) || Schema.TryGetProperty("anyOf", out _) || Schema.TryGetProperty("oneOf", out _)
                || (Schema.TryGetProperty("additionalProperties", out JsonElement others) && others.ValueKind != JsonValueKind.False);
            return mayHaveOthers ? Unknown : null;
        }

        private WireType At(JsonElement schema)
        {
            // Bounded, because a schema may refer to itself.
            for (int hops = 0; hops < 16 && schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out JsonElement reference); hops++)
            {
                schema = Target(reference);
            }

            return schema.ValueKind == JsonValueKind.Object && !schema.TryGetProperty("$ref", out _) ? new Described(Root, schema) : Unknown;
        }

        private JsonElement Target(JsonElement reference)
        {
            JsonElement target = Root;

            foreach (string part in (reference.GetString() ?? "").TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out target))
                {
                    return default;
                }
            }

            return target;
        }
    }
}
