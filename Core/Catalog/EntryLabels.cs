using System.Text.RegularExpressions;

namespace PromptIntel.Core.Catalog;

/// <summary>What a label may be. <c>latest</c> is automatic and cannot be set; a leading letter tells labels from versions.</summary>
public static partial class EntryLabels
{
    public const string Pattern = "^[a-z][a-z0-9_-]{0,63}$";

    public static bool IsSettable(string? label) => label is not null and not VersionSelector.LatestLabel && Syntax().IsMatch(label);

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Syntax();
}
