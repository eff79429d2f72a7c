using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Templates;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>One message of a prompt with its templates parsed.</summary>
internal abstract record ParsedMessage
{
    private static readonly PathSegment RoleField = new("role");
    private static readonly PathSegment ContentField = new("content");

    private ParsedMessage()
    {
    }

    /// <exception cref="TemplateLimitException">The render was broken off at a limit.</exception>
    public abstract void Render(TemplateValue variables, TemplateOutput output, ImmutableArray<RenderedMessage>.Builder messages);

    public sealed record Text(string Role, Template Template) : ParsedMessage
    {
        public override void Render(TemplateValue variables, TemplateOutput output, ImmutableArray<RenderedMessage>.Builder messages) =>
            messages.Add(new RenderedMessage(Role, Template.Render(variables, output)));
    }

    public sealed record Multipart(string Role, ImmutableArray<(MessagePart Part, Template Template)> Parts) : ParsedMessage
    {
        public override void Render(TemplateValue variables, TemplateOutput output, ImmutableArray<RenderedMessage>.Builder messages)
        {
            var text = new StringBuilder();
            var attachments = ImmutableArray.CreateBuilder<MessagePart>();
            foreach ((MessagePart part, Template template) in Parts)
            {
                string content = template.Render(variables, output);
                if (part.Type == "text")
                {
                    text.Append(content);
                }
                else
                {
                    attachments.Add(part with { Content = content });
                }
            }

            messages.Add(new RenderedMessage(Role, text.ToString()) { Attachments = attachments.ToImmutable() });
        }
    }

    /// <summary>Earlier messages, as they were given: their text is no template.</summary>
    public sealed record History(PathSegment Variable) : ParsedMessage
    {
        public override void Render(TemplateValue variables, TemplateOutput output, ImmutableArray<RenderedMessage>.Builder messages)
        {
            TemplateValue history = variables.Step(Variable);
            foreach (JsonElement item in history.Kind == JsonValueKind.Array ? history.Json.EnumerateArray() : default)
            {
                output.Spend(1);
                TemplateValue message = new(item);
                TemplateValue role = message.Step(RoleField);
                TemplateValue content = message.Step(ContentField);
                if (role.Kind == JsonValueKind.String && content.Kind == JsonValueKind.String)
                {
                    messages.Add(new RenderedMessage(output.TextOf(role), output.TextOf(content)));
                }
            }
        }
    }
}
