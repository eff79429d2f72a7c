using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Templates;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>
/// A prompt that renders: its templates parse and use declared variables only. What a write checks and what a render walks are the same
/// trees. Immutable.
/// </summary>
internal sealed class ParsedPrompt
{
    private const int MostErrors = 20;

    private readonly VariableRules _rules;
    private readonly ImmutableArray<ParsedMessage> _messages;
    private readonly TemplateLimits _limits;

    private ParsedPrompt(VariableRules rules, ImmutableArray<ParsedMessage> messages, TemplateLimits limits) =>
        (_rules, _messages, _limits) = (rules, messages, limits);

    /// <summary>Null, and the reasons by message, line and column, where a template is none or uses what is not declared.</summary>
    public static ParsedPrompt? Parse(PromptBody body, TemplateLimits limits, out ImmutableArray<EntryError> errors)
    {
        var found = ImmutableArray.CreateBuilder<EntryError>();
        VariableScope root = VariableScope.Root(body.Variables);
        var messages = ImmutableArray.CreateBuilder<ParsedMessage>(body.Messages.Length);
        for (int index = 0; index < body.Messages.Length; index++)
        {
            string field = $"messages[{index}]";
            messages.Add(body.Messages[index] switch
            {
                PromptMessage.Text text => new ParsedMessage.Text(text.Role, Read(text.Content)),
                PromptMessage.Multipart multipart =>
                    new ParsedMessage.Multipart(multipart.Role, [.. multipart.Parts.Select(part => (part, Read(part.Content)))]),
                PromptMessage.Placeholder placeholder => new ParsedMessage.History(new PathSegment(placeholder.Name)),
                PromptMessage other => throw new NotSupportedException($"A message of type {other.GetType().Name} cannot be rendered."),
            });

            Template Read(string text) => ReadTemplate(text, field, root, limits, found);
        }

        errors = found.ToImmutable();
        return errors.IsEmpty ? new ParsedPrompt(new VariableRules(body.InputSchema()), messages.MoveToImmutable(), limits) : null;
    }

    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public RenderResult Render(JsonElement variables, TimeProvider time, CancellationToken cancellationToken)
    {
        variables = variables.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? CanonicalJson.EmptyObject : variables;
        variables = _rules.Fill(variables);
        ImmutableArray<EntryError> errors = _rules.Check(variables);
        if (!errors.IsEmpty)
        {
            return new RenderResult.Refused(errors);
        }

        using var output = new TemplateOutput(_limits, time, cancellationToken);
        var rendered = ImmutableArray.CreateBuilder<RenderedMessage>(_messages.Length);
        var values = new TemplateValue(variables);
        int index = 0;
        try
        {
            for (; index < _messages.Length; index++)
            {
                errors = _messages[index].Render(values, output, rendered);

                if (!errors.IsEmpty)
                {
                    return new RenderResult.Refused(errors);
                }
            }
        }
        catch (TemplateLimitException limit)
        {
            return new RenderResult.LimitReached(limit.Limit, [new EntryError($"messages[{index}]", limit.Message)]);
        }

        int tokens = 0;
        foreach (RenderedMessage message in rendered)
        {
            // Four characters a token, and four tokens around each message.
            tokens += 4 + ((message.Content.Length + 3) / 4);
        }

        return new RenderResult.Rendered(rendered.DrainToImmutable(), tokens);
    }

    private static Template ReadTemplate(
        string text, string field, VariableScope root, TemplateLimits limits, ImmutableArray<EntryError>.Builder errors)
    {
        if (Template.Parse(text, limits, out ImmutableArray<TemplateError> wrong) is not { } template)
        {
            errors.AddRange(wrong.Select(error => new EntryError(field, $"{error.Message} ({Template.Place(text, error.Position)})")));
            return Template.Empty;
        }

        errors.AddRange(TemplatePaths.In(template, root)
            .Where(use => !use.Scope.TryResolve(use.Path, out _))
            .Take(MostErrors)
            .Select(use => (use.Path, Place: Template.Place(text, use.Path.Position)))
            .Select(use => new EntryError(field, $"The variable '{use.Path.Source}' is not declared. ({use.Place})")));
        return template;
    }
}
