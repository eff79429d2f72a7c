namespace PromptIntel.Core.Workflows;

/// <summary>One thing wrong with a definition. All of them are collected, so that an author mends a file once.</summary>
/// <param name="Path">Where in the body, such as <c>stages.draft.with.tier</c>; empty for the whole.</param>
/// <param name="Code">Stable, snake_case: <c>unknown_field</c>, <c>unknown_reference</c>, <c>cycle</c>,
/// <c>incompatible_wire</c> ...</param>
/// <param name="Detail">What is wrong and what is allowed, for a person.</param>
public sealed record DefinitionError(string Path, string Code, string Detail)
{
    /// <summary>The code when a version that is used does not pass the checks of this build.</summary>
    public const string UnusableVersion = "unusable_version";

    public override string ToString() => Path.Length == 0 ? $"{Code}: {Detail}" : $"{Path}: {Code}: {Detail}";
}
