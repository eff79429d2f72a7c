namespace PromptIntel.Adapters.Relational;

/// <summary>An argument with the type it has even when it is null, so that a statement is prepared once for every value.</summary>
public readonly record struct SqlValue(object? Value, Type Type)
{
    /// <summary>A value whose type is known only now; a null has none.</summary>
    public static SqlValue Of(object? value) => new(value, value?.GetType() ?? typeof(object));

    public static implicit operator SqlValue(string? value) => new(value, typeof(string));

    public static implicit operator SqlValue(int value) => new(value, typeof(int));

    public static implicit operator SqlValue(int? value) => new(value, typeof(int));

    public static implicit operator SqlValue(long value) => new(value, typeof(long));

    public static implicit operator SqlValue(long? value) => new(value, typeof(long));

    public static implicit operator SqlValue(double value) => new(value, typeof(double));

    public static implicit operator SqlValue(double? value) => new(value, typeof(double));

    public static implicit operator SqlValue(bool value) => new(value, typeof(bool));

    public static implicit operator SqlValue(byte[]? value) => new(value, typeof(byte[]));

    /// <summary>A list for <see cref="SqlDialect.IsIn"/>.</summary>
    public static implicit operator SqlValue(string[] value) => new(value, typeof(string[]));
}
