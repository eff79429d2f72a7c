using System.Globalization;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Catalog;

/// <summary>
/// Which version of an entry is meant: an exact number, a label, or (<see langword="default"/>) what everybody gets:
/// <c>production</c>, else the latest. Written after <c>@</c>: digits are a version, anything else a label.
/// </summary>
public readonly record struct VersionSelector
{
    public const string ProductionLabel = "production";
    public const string LatestLabel = "latest";
    public const string CandidateLabel = "candidate";

    private VersionSelector(int? version, string? label) => (Version, Label) = (version, label);

    public int? Version { get; }

    public string? Label { get; }

    public bool IsDefault => Version is null && Label is null;

    public static VersionSelector ForVersion(int version) => new(version, null);

    public static VersionSelector ForLabel(string label) => new(null, label);

    public static VersionSelector Parse(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? ForVersion(version) : ForLabel(text);

    public override string ToString() => Version?.ToString(CultureInfo.InvariantCulture) ?? Label ?? "(default)";
}

/// <summary>What a label may be. <c>latest</c> is automatic and cannot be set; a leading letter tells labels from versions.</summary>
public static partial class EntryLabels
{
    public const string Pattern = "^[a-z][a-z0-9_-]{0,63}$";

    public static bool IsSettable(string? label) => label is not null and not VersionSelector.LatestLabel && Syntax().IsMatch(label);

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Syntax();
}
