using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Users;

namespace PromptIntel.Api.Errors;

/// <summary>Rules that several requests share.</summary>
internal static class RequestErrorsExtensions
{
    private static readonly string Kinds = string.Join(", ", Enum.GetValues<EntryKind>().Select(kind => kind.ToText()));

    public static void RequireKind(this RequestErrors errors, string? kind, string field = "kind") =>
        errors.Require(kind is null || EntryKinds.TryParse(kind, out EntryKind _), field, $"must be one of: {Kinds}");

    public static void RequireContent(this RequestErrors errors, JsonElement content) =>
        errors.Require(content.ValueKind is JsonValueKind.Object or JsonValueKind.String, "content", "must be an object or a string");

    public static void RequireObject(this RequestErrors errors, JsonElement? value, string field) =>
        errors.Require(value is null or { ValueKind: JsonValueKind.Object }, field, "must be an object");

    public static void RequireUser(this RequestErrors errors, string? userId) =>
        errors.Require(userId is null || UserIds.IsValid(userId), "user_id", UserIds.Rule);

    /// <summary>A cursor that is none would give the first page again, and a client that follows pages would not end.</summary>
    public static void RequireCursor(this RequestErrors errors, bool holds) =>
        errors.Require(holds, "cursor", "must be a next_cursor of this list");

    public static void RequireOneSelector(this RequestErrors errors, int? version, string? label)
    {
        errors.Require(version is null || label is null, "label", "cannot be combined with version");
        errors.Require(version is null or >= 1, "version", "must be 1 or more");
    }

    public static VersionSelector ToSelector(int? version, string? label) => (version, label) switch
    {
        ({ } number, _) => VersionSelector.ForVersion(number),
        (_, { } text) => VersionSelector.ForLabel(text),
        _ => default,
    };
}
