using System.Globalization;

namespace PromptIntel.Client;

/// <summary>
/// An entry and which of its versions: <c>namespace/name</c> is what everybody gets, <c>namespace/name@3</c> a version,
/// <c>namespace/name@staging</c> what a label points to.
/// </summary>
public sealed record PromptReference(string Namespace, string Name)
{
    /// <summary>A version, which never changes; null with a label or without either.</summary>
    public int? Version { get; init; }

    /// <summary>A label; null is what everybody gets, or <see cref="Version"/>.</summary>
    public string? Label { get; init; }

    /// <summary>The same entry as everybody gets it.</summary>
    public PromptReference Entry => new(Namespace, Name);

    internal string Path => $"/api/prompts/{Uri.EscapeDataString(Namespace)}/{Uri.EscapeDataString(Name)}";

    /// <summary>The version or label as query parameters; null ones are left out.</summary>
    internal IEnumerable<(string Name, string? Value)> Choice =>
        [("version", Version?.ToString(CultureInfo.InvariantCulture)), ("label", Label)];

    public static implicit operator PromptReference(string text) => Parse(text);

    /// <exception cref="FormatException">It is not of the form <c>namespace/name[@version|@label]</c>.</exception>
    public static PromptReference Parse(string text) => TryParse(text, out PromptReference? reference)
        ? reference
        : throw new FormatException($"'{text}' is not namespace/name, namespace/name@version or namespace/name@label.");

    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PromptReference? reference)
    {
        string[] place = (text ?? "").Split('/', 2);
        string[] choice = place[^1].Split('@', 2);
        reference = null;

        if (place.Length < 2 || place[0].Length == 0 || choice[0].Length == 0 || choice is [_, ""])
        {
            return false;
        }

        var entry = new PromptReference(place[0], choice[0]);
        reference = choice.Length == 1 ? entry
            : int.TryParse(choice[1], NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? entry with { Version = version }
            : entry with { Label = choice[1] };
        return true;
    }

    public override string ToString() => (Version?.ToString(CultureInfo.InvariantCulture) ?? Label) is { } choice
        ? $"{Namespace}/{Name}@{choice}"
        : $"{Namespace}/{Name}";
}
