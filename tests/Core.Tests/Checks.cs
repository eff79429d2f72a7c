using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Checks;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests;

/// <summary>The checks of a version by itself, as the product registers them.</summary>
internal static class Checks
{
    public static VersionChecks All() =>
        new([new PromptRule(Options.Create(new CatalogOptions())), new DefinitionRule(new JsonSchemaValidator())]);

    public static PromptRenderer Renderer() => new(Options.Create(new CatalogOptions()), All(), TimeProvider.System);
}
