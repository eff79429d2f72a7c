using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Templates;

namespace PromptIntel.Core.Tests.Catalog.Templates;

/// <summary>Short ways to a template's text and errors.</summary>
internal static class TemplateText
{
    /// <summary>The text; or <c>refused:</c> and the first error with its place.</summary>
    public static string Render(string template, JsonElement variables) =>
        RenderWithin(TemplateLimits.Default, template, variables, TestContext.Current.CancellationToken);

    public static string RenderWithin(TemplateLimits limits, string template, JsonElement variables, CancellationToken cancellationToken)
    {
        if (Template.Parse(template, limits, out ImmutableArray<TemplateError> errors) is not { } parsed)
        {
            return $"refused: {errors[0].Message} ({Template.Place(template, errors[0].Position)})";
        }

        using var output = new TemplateOutput(limits, TimeProvider.System, cancellationToken);
        return parsed.Render(new TemplateValue(variables), output);
    }
}
