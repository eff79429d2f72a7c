namespace PromptIntel.Core.Catalog.Templates;

/// <summary>What a template may ask for. The first two are known when it is written, the others when it is rendered.</summary>
/// <param name="Nesting">Blocks and sub-expressions within one another.</param>
/// <param name="Tags">Tags of one template.</param>
/// <param name="Output">Characters of all messages of a prompt together.</param>
/// <param name="Steps">Nodes and rounds of all messages of a prompt together; long values count for more than one.</param>
/// <param name="Time">Of one render.</param>
internal sealed record TemplateLimits(int Nesting, int Tags, int Output, int Steps, TimeSpan Time)
{
    public static TemplateLimits Default { get; } = Of(new CatalogOptions());

    /// <summary>What no configuration exceeds, for who only reads a template.</summary>
    public static TemplateLimits Most { get; } =
        Default with { Nesting = CatalogOptions.MostTemplateNesting, Tags = CatalogOptions.MostTemplateTags };

    public static TemplateLimits Of(CatalogOptions options) =>
        new(options.TemplateNesting, options.TemplateTags, options.TemplateOutput, options.TemplateSteps, options.TemplateTime);
}
