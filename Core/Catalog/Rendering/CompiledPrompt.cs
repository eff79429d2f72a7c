using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>A prompt ready to render: its templates compiled, its variables known. Immutable.</summary>
internal sealed class CompiledPrompt
{
    private readonly VariableRules _variables;
    private readonly ImmutableArray<Step> _steps;

    public CompiledPrompt(PromptBody body)
    {
        _variables = new VariableRules(body.Variables);
        _steps = [.. body.Messages.Select(Compile)];
    }

    private delegate void Step(TemplateObject variables, ImmutableArray<RenderedMessage>.Builder messages);

    public RenderResult Render(JsonElement variables)
    {
        TemplateObject values = TemplateValues.From(variables);
        ImmutableArray<EntryError> errors = _variables.Check(variables, values);
        if (!errors.IsEmpty)
        {
            return new RenderResult.Refused(errors);
        }

        var messages = ImmutableArray.CreateBuilder<RenderedMessage>(_steps.Length);
        foreach (Step step in _steps)
        {
            step(values, messages);
        }

        int tokens = EstimateTokens(messages);
        return new RenderResult.Rendered(messages.DrainToImmutable(), tokens);
    }

    private static Step Compile(PromptMessage message)
    {
        switch (message)
        {
            case PromptMessage.Text text:
                Template content = Templates.Compile(text.Content);
                return (variables, messages) => messages.Add(new RenderedMessage(text.Role, content(variables)));
            case PromptMessage.Multipart multipart:
                var parts = multipart.Parts.Select(part => (Part: part, Template: Templates.Compile(part.Content))).ToArray();
                return (variables, messages) => messages.Add(RenderParts(multipart.Role, parts, variables));
            case PromptMessage.Placeholder placeholder:
                return (variables, messages) => AddHistory(variables, placeholder.Name, messages);
            default:
                throw new NotSupportedException($"A message of type {message.GetType().Name} cannot be rendered.");
        }
    }

    private static RenderedMessage RenderParts(string role, (MessagePart Part, Template Template)[] parts, TemplateObject variables)
    {
        var text = new StringBuilder();
        var attachments = ImmutableArray.CreateBuilder<MessagePart>();
        foreach ((MessagePart part, Template template) in parts)
        {
            string content = template(variables);
            if (part.Type == "text")
            {
                text.Append(content);
            }
            else
            {
                attachments.Add(part with { Content = content });
            }
        }

        return new RenderedMessage(role, text.ToString()) { Attachments = attachments.ToImmutable() };
    }

    private static void AddHistory(TemplateObject variables, string name, ImmutableArray<RenderedMessage>.Builder messages)
    {
        if (!variables.TryGetValue(name, out object? history) || history is not TemplateList earlier)
        {
            return;
        }

        foreach (TemplateObject message in earlier.OfType<TemplateObject>())
        {
            if (message.TryGetValue("role", out object? role) && message.TryGetValue("content", out object? content)
                && role is string roleText && content is string contentText)
            {
                messages.Add(new RenderedMessage(roleText, contentText));
            }
        }
    }

    private static int EstimateTokens(ImmutableArray<RenderedMessage>.Builder messages)
    {
        int tokens = 0;
        foreach (RenderedMessage message in messages)
        {
            tokens += 4 + ((message.Content.Length + 3) / 4);
        }

        return tokens;
    }
}
