namespace PromptIntel.Core.Access;

/// <summary>
/// One change of the keys, and who makes it why. A store decides it in its transaction and enters it in the audit log there.
/// </summary>
public abstract record KeyChange
{
    private KeyChange()
    {
    }

    public required string Name { get; init; }

    /// <summary>In whole milliseconds.</summary>
    public required DateTimeOffset At { get; init; }

    public string? Actor { get; init; }

    public string? Why { get; init; }

    public sealed record Create(AccessKey Key) : KeyChange;

    /// <param name="FormerUntil">Until when the hash before is good; it ends now when that is not after <see cref="KeyChange.At"/>.</param>
    public sealed record Rotate(KeyHash Hash, DateTimeOffset FormerUntil) : KeyChange;

    public sealed record Revoke : KeyChange;
}

/// <summary>What a change of the keys came to. All but <see cref="Done"/> have changed nothing.</summary>
public abstract record KeyResult
{
    private KeyResult()
    {
    }

    public sealed record Done(AccessKey Key) : KeyResult;

    /// <summary>There is a key of this name, or was.</summary>
    public sealed record NameTaken : KeyResult;

    public sealed record NotFound : KeyResult;

    /// <summary>It lets nobody in any more; it cannot come back.</summary>
    public sealed record Revoked : KeyResult;

    /// <summary>The configuration holds it; nothing here changes it.</summary>
    public sealed record Configured : KeyResult;

    /// <summary>There are as many as there may be.</summary>
    /// <param name="Most">Of those that are not revoked.</param>
    public sealed record TooMany(int Most) : KeyResult;
}
