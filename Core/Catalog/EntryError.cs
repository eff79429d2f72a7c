namespace PromptIntel.Core.Catalog;

/// <summary>One reason why content or input is refused.</summary>
/// <param name="Field">Path of what is wrong, such as <c>variables.properties.name</c>; empty for the whole.</param>
/// <param name="Message">What is wrong and what is allowed; never quotes input values.</param>
public sealed record EntryError(string Field, string Message)
{
    /// <summary>Line in the authored text, from 1; null where there is none.</summary>
    public int? Line { get; init; }

    public override string ToString() => (Line, Field) switch
    {
        (null, "") => Message,
        (null, _) => $"{Field}: {Message}",
        (_, "") => $"line {Line}: {Message}",
        _ => $"line {Line}: {Field}: {Message}",
    };
}
