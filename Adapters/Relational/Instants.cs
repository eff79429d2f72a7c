namespace PromptIntel.Adapters.Relational;

/// <summary>Instants as every product stores them: whole Unix milliseconds.</summary>
internal static class Instants
{
    public static DateTimeOffset From(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? From(long? milliseconds) => milliseconds is { } value ? From(value) : null;

    public static long ToStored(this DateTimeOffset instant) => instant.ToUnixTimeMilliseconds();
}
