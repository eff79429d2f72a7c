using System.Text.Json;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Workflows.Operations;

namespace PromptIntel.Core.Leagues.Drafting;

/// <summary>Fills contract templates and clauses, and refuses one that inserts a variable which does not exist.</summary>
internal sealed partial class ContractWriter(PromptRenderer renderer)
{
    /// <exception cref="LeagueConfigurationException">The template cannot be filled with these variables.</exception>
    public string Write(EntryVersion template, JsonElement variables, CancellationToken cancellationToken)
    {
        if (renderer.Check(template) is { IsEmpty: false } problems)
        {
            throw new LeagueConfigurationException(
                $"{template.Key} version {template.Number} cannot be used: {string.Join("; ", problems)}");
        }

        string? unknown = FindUnknown(template, variables);
        if (unknown is not null)
        {
            throw new LeagueConfigurationException(
                $"{template.Key} version {template.Number}: inserts '{unknown}', which this contract does not have");
        }

        return renderer.Render(template, PromptVariables.Select(variables, template), cancellationToken) switch
        {
            RenderResult.Rendered rendered => string.Join("\n\n", rendered.Messages.Select(message => message.Content))
                .Replace("\r\n", "\n", StringComparison.Ordinal)
                .Trim(),
            RenderResult.Refused refused =>
                throw new LeagueConfigurationException($"{template.Key} version {template.Number}: {string.Join("; ", refused.Errors)}"),
            RenderResult.LimitReached limit =>
                throw new LeagueConfigurationException($"{template.Key} version {template.Number}: {string.Join("; ", limit.Errors)}"),
            _ => throw new InvalidOperationException("an unknown result of rendering"),
        };
    }

    /// <summary>
    /// A dotted path that is inserted but has no value. Rendering would leave a silent hole, the worst thing in a contract; one that an
    /// <c>#if</c> of the same path guards may be absent.
    /// </summary>
    private static string? FindUnknown(EntryVersion template, JsonElement variables)
    {
        string text = string.Join('\n', template.Body.Get("messages").EnumerateArray().Select(message => message.GetText("content")));
        return Inserted().Matches(text)
            .Select(match => (Path: match.Groups["path"].Value, Parts: match.Groups["path"].Value.Split('.')))
            .Where(inserted => inserted.Parts[0] != "this" && !variables.Get(inserted.Parts[0]).Get(inserted.Parts[1]).HasContent())
            .Select(inserted => inserted.Path)
            .FirstOrDefault(path => !text.Contains($"{{{{#if {path}}}}}", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\{\{\s*(?<path>[a-z_]+\.[a-z_0-9]+)\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Inserted();
}
