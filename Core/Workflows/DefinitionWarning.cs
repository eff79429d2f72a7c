namespace PromptIntel.Core.Workflows;

/// <summary>Something in a definition that does no harm and was hardly meant.</summary>
/// <param name="Path">Where in the body, such as <c>stages.draft</c>.</param>
/// <param name="Code">Stable: <c>unused_input</c> or <c>unused_output</c>.</param>
/// <param name="Detail">What nobody reads, for a person.</param>
public sealed record DefinitionWarning(string Path, string Code, string Detail);
