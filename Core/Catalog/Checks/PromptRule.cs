using System.Collections.Immutable;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Catalog.Templates;

namespace PromptIntel.Core.Catalog.Checks;

/// <summary>A prompt's body has the shape of one, and its templates parse and use declared variables only.</summary>
internal sealed class PromptRule(IOptions<CatalogOptions> options) : IVersionRule
{
    private readonly TemplateLimits _limits = TemplateLimits.Of(options.Value);

    public ImmutableArray<EntryError> Check(EntryVersion version)
    {
        if (version.Kind != EntryKind.Prompt)
        {
            return [];
        }

        if (PromptBody.TryRead(version.Content.Read(), out PromptBody? body, out ImmutableArray<EntryError> errors))
        {
            ParsedPrompt.Parse(body, _limits, out errors);
        }

        return errors;
    }
}
