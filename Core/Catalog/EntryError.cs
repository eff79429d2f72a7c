namespace PromptIntel.Core.Catalog;

/// <summary>One reason why content or input is refused.</summary>
/// <param name="Field">Path of what is wrong, such as <c>variables.properties.name</c>; empty for the whole.</param>
/// <param name="Message">What is wrong and what is allowed; never quotes input values.</param>
public sealed record EntryError(string Field, string Message)
{
    /// <summary>Line in the authored text, from 1; null where there is none.</summary>
    public int? Line { get; init; }

    /// <summary>Column in that line, from 1; null where only the line is known, or not even that.</summary>
    public int? Column { get; init; }

    /// <summary>The place as people say it; empty where none is known.</summary>
    public string Place => (Line, Column) switch
    {
        (null, _) => "",
        (_, null) => $"line {Line}",
        _ => $"line {Line}, column {Column}",
    };

    public override string ToString() => (Line, Field) switch
    {
        (null, "") => Message,
        (null, _) => $"{Field}: {Message}",
        (_, "") => $"{Place}: {Message}",
        _ => $"{Place}: {Field}: {Message}",
    };
}
