namespace PromptIntel.Adapters.Relational;

/// <summary>A parameter's value with the type it has even when it is null, so that a statement is prepared once for every value.</summary>
internal readonly record struct SqlValue(object? Value, Type Type)
{
    public static implicit operator SqlValue(string? value) => new(value, typeof(string));

    public static implicit operator SqlValue(int value) => new(value, typeof(int));

    public static implicit operator SqlValue(int? value) => new(value, typeof(int));

    public static implicit operator SqlValue(long value) => new(value, typeof(long));

    public static implicit operator SqlValue(long? value) => new(value, typeof(long));

    public static implicit operator SqlValue(byte[] value) => new(value, typeof(byte[]));
}
