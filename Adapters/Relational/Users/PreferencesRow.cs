using System.Text.Json;

using PromptIntel.Core.Json;
using PromptIntel.Core.Users;

namespace PromptIntel.Adapters.Relational.Users;

/// <summary>Preferences as their table has them.</summary>
internal sealed class PreferencesRow
{
    public string UserId { get; init; } = "";

    public string Value { get; init; } = "";

    public long Version { get; init; }

    public long UpdatedAt { get; init; }

    public UserPreferences ToPreferences() => new(UserId, JsonElement.Parse(Value, StorableJson.Kept), Version, Instants.From(UpdatedAt));
}
