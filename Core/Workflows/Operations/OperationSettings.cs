using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Workflows.Operations;

/// <summary>Settings that name entries.</summary>
internal static class OperationSettings
{
    public static OperationRequirements RequireOne(JsonElement settings, string name, EntryKind kind, string defaultNamespace)
    {
        if (Reference(settings, name) is { } reference)
        {
            return new OperationRequirements(
                [new EntrySelector.One(reference.Candidates([defaultNamespace])[0], reference.Version, kind)], []);
        }

        return new OperationRequirements(
            [], [$"The setting '{name}' must name an entry of kind {kind.ToText()} as [namespace/]name[@version|@label]."]);
    }

    /// <summary>The key a setting names; throws when <see cref="RequireOne"/> would have refused it.</summary>
    public static EntryKey KeyOf(JsonElement settings, string name, string defaultNamespace) =>
        Reference(settings, name)?.Candidates([defaultNamespace])[0]
            ?? throw new ArgumentException($"The setting '{name}' names no entry.", nameof(settings));

    private static ComponentReference? Reference(JsonElement settings, string name) =>
        settings.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? ComponentReference.TryParse(value.GetString()!)
            : null;
}
