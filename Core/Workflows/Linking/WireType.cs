using System.Text.Json;

using PromptIntel.Core.Workflows.Expressions;

namespace PromptIntel.Core.Workflows.Linking;

/// <summary>What is known, before anything runs, of the value a wire brings. Doubt is always on the author's side.</summary>
internal abstract record WireType
{
    /// <summary>Anything; never a reason to refuse.</summary>
    public static WireType Unknown { get; } = new Anything();

    public virtual JsonKinds Kinds => JsonKinds.None;

    public static WireType Of(JsonElement? schema) =>
        schema is { ValueKind: JsonValueKind.Object } known ? SchemaType.At(known, known) : Unknown;

    public static WireType Simple(JsonKinds kinds) => new Plain(kinds);

    /// <summary>An object with exactly these properties; of two with one name the last counts, as it does to readers of JSON.</summary>
    public static WireType ObjectOf(IEnumerable<(string Name, WireType Type)> properties)
    {
        var known = new Dictionary<string, WireType>(StringComparer.Ordinal);

        foreach ((string name, WireType type) in properties)
        {
            known[name] = type;
        }

        return new Known(known);
    }

    /// <summary>The aggregate of a <c>for_each</c> whose items give <paramref name="item"/>.</summary>
    public static WireType AggregateOf(WireType item)
    {
        WireType known = ObjectOf([
            ("index", Simple(JsonKinds.Integer)),
            ("status", Simple(JsonKinds.String)),
            ("output", item),
            ("error", Simple(JsonKinds.Object))
        ]);
        return ObjectOf([("items", new ListOf(known)), ("succeeded", Simple(JsonKinds.Integer)), ("failed", Simple(JsonKinds.Integer))]);
    }

    /// <summary>A value that satisfies both, such as a declared schema and what the operation's type knows beside it.</summary>
    public WireType And(WireType other) => this is Anything ? other : other is Anything ? this : new Both(this, other);

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

    /// <summary>False only when no value of this type could be one of the other.</summary>
    public bool Fits(WireType target) => target.Kinds == JsonKinds.None || Kinds == JsonKinds.None || Kinds.Overlap(target.Kinds);

    public sealed override string ToString() => Kinds.ToText();

    private sealed record Anything : WireType;

    private sealed record Plain(JsonKinds Only) : WireType
    {
        public override JsonKinds Kinds => Only;

        public override WireType? Step(string segment) => Only == JsonKinds.Object ? Unknown : null;

        public override WireType? Items() => Only == JsonKinds.Array ? Unknown : null;
    }

    private sealed record ListOf(WireType Item) : WireType
    {
        public override JsonKinds Kinds => JsonKinds.Array;

        public override WireType? Step(string segment) => char.IsAsciiDigit(segment[0]) ? Item : null;

        public override WireType? Items() => Item;
    }

    /// <summary>An object that PromptIntel itself puts together: exactly these properties.</summary>
    internal sealed record Known(IReadOnlyDictionary<string, WireType> Properties) : WireType
    {
        public override JsonKinds Kinds => JsonKinds.Object;

        public override WireType? Step(string segment) => Properties.GetValueOrDefault(segment);

        public override WireType? Items() => null;
    }

    private sealed record Both(WireType First, WireType Second) : WireType
    {
        // Where the two contradict each other, messages speak of the first, which an author wrote.
        public override JsonKinds Kinds =>
            First.Kinds == JsonKinds.None ? Second.Kinds
            : (First.Kinds & Second.Kinds) is var common && common != JsonKinds.None ? common
            : First.Kinds;

        public override WireType? Step(string segment) =>
            First.Step(segment) is { } first && Second.Step(segment) is { } second ? first.And(second) : null;

        public override WireType? Items() => First.Items() is { } first && Second.Items() is { } second ? first.And(second) : null;
    }
}
