using System.Collections.Immutable;

namespace PromptIntel.Core.Workflows.Definitions;

/// <summary>A definition, or everything that is wrong with its text; never both.</summary>
public sealed record Parsed<T>(T? Definition, ImmutableArray<DefinitionError> Errors)
    where T : class;
