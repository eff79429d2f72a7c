using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Rendering;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>A prompt's body has the shape of one, and its templates parse and use declared variables only.</summary>
internal sealed class PromptRule : IVersionRule
{
    public ImmutableArray<EntryError> Check(EntryVersion version) =>
        version.Kind != EntryKind.Prompt ? []
        : PromptBody.TryRead(version.Body, out PromptBody? body, out ImmutableArray<EntryError> errors) ? TemplateSyntax.Check(body)
        : errors;
}
