using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Templates;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>One message of a prompt with its templates parsed.</summary>
internal abstract record ParsedMessage
{
    private ParsedMessage()
    {
    }

    /// <summary>What is wrong with the variables, by name; mostly nothing.</summary>
    /// <exception cref="TemplateLimitException">The render was broken off at a limit.</exception>
    public abstract ImmutableArray<EntryError> Render(
        TemplateValue variables, TemplateOutput output, ImmutableArray<RenderedMessage>.Builder messages);

    public sealed record Text(string Role, Template Template) : ParsedMessage
    {
        public override ImmutableArray<EntryError> Render(
            TemplateValue variables, TemplateOutput output, ImmutableArray<RenderedMessage>.Builder messages)
        {
            messages.Add(new RenderedMessage(Role, Template.Render(variables, output)));
            return [];
        }
    }

    public sealed record Multipart(string Role, ImmutableArray<(MessagePart Part, Template Template)> Parts) : ParsedMessage
    {
        public override ImmutableArray<EntryError> Render(
            TemplateValue variables, TemplateOutput output, ImmutableArray<RenderedMessage>.Builder messages)
        {
            (string text, ImmutableArray<MessagePart> parts) = RenderedMessage.Split(
                [.. Parts.Select(one => one.Part with { Content = one.Template.Render(variables, output) })]);
            messages.Add(new RenderedMessage(Role, text) { Parts = parts });
            return [];
        }
    }

    /// <summary>Earlier messages, as they were given: their text is no template.</summary>
    public sealed record History(PathSegment Variable) : ParsedMessage
    {
        public override ImmutableArray<EntryError> Render(
            TemplateValue variables, TemplateOutput output, ImmutableArray<RenderedMessage>.Builder messages)
        {
            TemplateValue history = variables.Step(Variable);

            if (history.Kind != JsonValueKind.Array)
            {
                bool isMissing = history.Kind is JsonValueKind.Undefined or JsonValueKind.Null;
                return [new EntryError(
                    Variable.Name,
                    isMissing ? "This variable is required: a list of messages, or an empty one." : "Must be a list of messages.")];
            }

            var reader = new HistoryReader(Variable.Name);
            int index = 0;

            foreach (JsonElement item in history.Json.EnumerateArray())
            {
                output.Spend(1);

                if (reader.Read(item, index++) is { } message)
                {
                    output.Count(message.Length);
                    messages.Add(message);
                }
            }

            return reader.Errors;
        }
    }
}
