using System.Collections.Immutable;

using PromptIntel.Core.Contracts.Reference;
using PromptIntel.Core.Contracts.Structure;
using PromptIntel.Core.Contracts.Wording;

namespace PromptIntel.Core.Contracts.Comparison;

/// <summary>A clause with what it is taken for.</summary>
/// <param name="Template">The clause of the library that it is beside; null when the template has none of its kind.</param>
/// <param name="IsOwnWording">Whether its words are the template's, changed or not.</param>
internal sealed record ReviewedClause(
    ContractClause Clause, string Kind, TemplateClause? Template, bool IsOwnWording, ImmutableArray<Paragraph> Paragraphs);
