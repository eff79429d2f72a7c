namespace PromptIntel.Web.Pages.Keys;

internal sealed record KeyRow(
    string Name, string Role, string Source, string Status, IReadOnlyList<string>? Namespaces, int? RequestsPerMinute,
    DateTimeOffset? CreatedAt, string? CreatedBy, DateTimeOffset? RotatedAt, DateTimeOffset? FormerUntil, DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt)
{
    public bool IsChangeable => Source == "api" && Status == "good";
}

internal sealed record KeyPage(IReadOnlyList<KeyRow> Items, string? NextCursor);

internal sealed record NewSecret(string Key, KeyRow Item);

/// <summary>What the form of a new key holds; a field that is left empty is left out.</summary>
public sealed class NewKeyForm
{
    public string? Name { get; set; }

    public string? Role { get; set; }

    public string? Namespaces { get; set; }

    public int? RequestsPerMinute { get; set; }

    public string? Why { get; set; }
}
