using System.Text.Json;

using Microsoft.Extensions.Options;

namespace PromptIntel.Core.Users;

/// <summary>Checks preferences before they are kept. Safe for concurrent use.</summary>
public sealed class UserPreferencesWriter(IUserStore store, IOptions<UserOptions> options)
{
    private readonly int _mostBytes = options.Value.MaxPreferencesBytes;

    public async Task<PutPreferencesResult> PutAsync(
        string userId, JsonElement value, PreferencesCondition condition, CancellationToken cancellationToken) =>
        PreferencesRules.Refuse(value, _mostBytes) is { } invalid
            ? invalid
            : await store.PutPreferencesAsync(userId, value, condition, cancellationToken);
}
