using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Catalog.Templates;
using PromptIntel.Core.Tests.Catalog.Templates;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Fuzz;

/// <summary>
/// Templates by their grammar and beside it: whatever a write accepts renders with any values of the declared types, or names a limit.
/// </summary>
[Trait(Fuzzing.Trait, Fuzzing.Fuzz)]
public sealed class TemplateFuzzTests
{
    private static readonly string[] Pieces =
    [
        "{{", "}}", "{{{", "}}}", "{", "}", "~", "#if ", "#unless ", "#each ", "#with ", "/if", "/each", "/with", "/unless", "else",
        "else if ", "^", "#", "/", "&", ">", "!", "!--", "--", " ", "\n", "\\", "\\\\", "name", "count", "items", "owner",
        "owner.city", "items.0", "this", ".", "..", "../", "../name", "@index", "@root.name", "@key", "@", "as |x y|", "x", "y",
        "(", ")", "eq ", "default ", "join ", "date ", "number ", "money ", "\"", "'", "\"a\"", "'}}'", "12", "-1", "true", "null",
        "[", "]", "[a b]", "=", "|", ",", "é", "😀", "text",
    ];

    private static readonly JsonElement Declared = JsonElement.Parse("""
        {"type":"object","properties":{"name":{"type":"string"},"count":{"type":"number"},"flag":{"type":"boolean"},"anything":{},
         "items":{"type":"array","items":{"type":"object",
           "properties":{"id":{"type":"integer"},"label":{"type":"string"},"tags":{"type":"array","items":{"type":"string"}}}}},
         "owner":{"type":"object",
           "properties":{"name":{"type":"string"},"city":{"type":"object","properties":{"name":{"type":"string"}}}}}}}
        """);

    private static readonly TemplateLimits Small =
        TemplateLimits.Default with { Output = 20_000, Steps = 5_000, Time = TimeSpan.FromMinutes(1) };

    [Fact]
    public Task Render_OfWhateverIsAccepted_GivesTextOrNamesALimit() => Fuzzing.RunAsync(8_000, random =>
    {
        string template = random.Next(3) switch
        {
            0 => Broken(random, GeneratedTemplate.Next(random)),
            1 => Tags(random),
            _ => string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => random.Pick<string>(Pieces))),
        };
        var body = new PromptBody { Type = PromptType.Text, Messages = [new PromptMessage.Text("user", template)], Variables = Declared };

        ParsedPrompt? prompt = ParsedPrompt.Parse(body, Small, out ImmutableArray<EntryError> errors);

        Assert.True(prompt is null == !errors.IsEmpty, template);
        for (int turn = 0; prompt is not null && turn < 3; turn++)
        {
            JsonElement variables = JsonSerializer.SerializeToElement(Values(random, Declared));
            RenderResult result = prompt.Render(variables, TimeProvider.System, CancellationToken.None);
            Assert.True(result is RenderResult.Rendered or RenderResult.LimitReached, $"{template}\n{variables}\n{result}");
        }
    });

    [Fact]
    public Task Render_OfGeneratedTemplates_GivesTheTextOfHandlebars() => Fuzzing.RunAsync(500, random =>
    {
        string template = GeneratedTemplate.Next(random);

        string text = TemplateText.Render(template, GeneratedTemplate.Variables);

        Assert.True(HandlebarsOracle.Render(template, GeneratedTemplate.Variables) == text, template);
    });

    [Fact]
    public Task Render_OfJsonAroundTags_IsTheJson() => Fuzzing.RunAsync(2_000, random =>
    {
        // Numbers and texts stand in the JSON as tags; what is rendered must be the same JSON with their values.
        var template = new StringBuilder();
        JsonNode expected = WriteJson(random, template, 0);

        string text = TemplateText.Render(template.ToString(), GeneratedTemplate.Variables);

        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(text)), $"{template}\n{text}");
    });

    [Fact]
    public Task Parse_OfATemplateWithOneMoreBlock_IsRefusedAtItsPlace() => Fuzzing.RunAsync(1_000, random =>
    {
        string template = GeneratedTemplate.Next(random);
        string block = random.Pick("if", "unless", "each", "with");

        string open = TemplateText.Render($"{template}{{{{#{block} name}}}}", GeneratedTemplate.Variables);
        string closed = TemplateText.Render($"{template}{{{{/{block}}}}}", GeneratedTemplate.Variables);
        string twice = TemplateText.Render(
            $"{template}{{{{#{block} name}}}}a{{{{else}}}}b{{{{else}}}}c{{{{/{block}}}}}", GeneratedTemplate.Variables);

        Assert.Contains($"is not closed. ({Template.Place(template, template.Length)})", open, StringComparison.Ordinal);
        Assert.Contains($"closes no open block. ({Template.Place(template, template.Length)})", closed, StringComparison.Ordinal);
        Assert.Contains("has an else already.", twice, StringComparison.Ordinal);
        Assert.StartsWith(
            "refused: A tag names a variable",
            TemplateText.Render($"{template}{{{{{random.Pick("12", "'a'", "true", "null")}}}}}", GeneratedTemplate.Variables),
            StringComparison.Ordinal);
    });

    [Fact]
    public Task Parse_OfATemplateWithOneMoreTag_IsRefusedForWhatItAsks() => Fuzzing.RunAsync(1_000, random =>
    {
        string template = GeneratedTemplate.Next(random);
        string helper = random.Pick("date", "number", "default", "join", "eq", "money");
        int wrong = helper is "date" or "number" ? random.Next(2, 5) : random.Pick(1, 3, 4);
        string name = random.Pick("nobody", "owner.nobody", "name.length", "items.0.nobody", "count.x");
        var body = new PromptBody
        {
            Type = PromptType.Text,
            Messages = [new PromptMessage.Text("user", $"{{{{{name}}}}}{template}")],
            Variables = Declared
        };

        string counted = TemplateText.Render(
            $"{template}{{{{{helper}{string.Concat(Enumerable.Repeat(" name", wrong))}}}}}", GeneratedTemplate.Variables);
        ParsedPrompt.Parse(body, Small, out ImmutableArray<EntryError> errors);

        Assert.StartsWith($"refused: The helper '{helper}' takes", counted, StringComparison.Ordinal);
        Assert.Contains(errors, error => error.Message.StartsWith($"The variable '{name}' is not declared.", StringComparison.Ordinal));
    });

    [Fact]
    public Task Render_OfALongLoop_ReachesTheLimitOfSteps() => Fuzzing.RunAsync(200, random =>
    {
        var many = new JsonObject { ["l"] = new JsonArray([.. Enumerable.Range(0, 600).Select(number => JsonValue.Create(number))]) };
        string body = random.Pick("", "a", "{{this}}", "{{#if this}}a{{/if}}", "{{#with this}}{{.}}{{/with}}");
        string template = random.Pick(
            $"{{{{#each l}}}}{{{{#each ../l}}}}{body}{{{{/each}}}}{{{{/each}}}}",
            $"{{{{#l}}}}{{{{#each ../l}}}}{body}{{{{/each}}}}{{{{/l}}}}",
            $"{{{{#each l}}}}{{{{join ../l '{body.Length}'}}}}{{{{/each}}}}");

        var limit = Assert.Throws<TemplateLimitException>(() => TemplateText.RenderWithin(
            TemplateLimits.Default with { Steps = 50_000, Time = TimeSpan.FromMinutes(5) }, template,
            JsonSerializer.SerializeToElement(many), CancellationToken.None));

        Assert.Equal("steps", limit.Limit);
    });

    [Fact]
    public Task Parse_WithinSmallLimits_AcceptsNoTreeBeyondThem() => Fuzzing.RunAsync(1_000, random =>
    {
        TemplateLimits limits = Small with { Nesting = random.Next(1, 4), Tags = random.Next(3, 30) };
        string template = GeneratedTemplate.Next(random);

        Template? parsed = Template.Parse(template, limits, out ImmutableArray<TemplateError> errors);
        (int depth, int tags) = Measure(Template.Parse(template, TemplateLimits.Default, out _)!.Nodes);

        bool isWithin = depth <= limits.Nesting && template.Split("{{").Length - 1 <= limits.Tags;
        Assert.True(parsed is null || (depth <= limits.Nesting && tags <= limits.Tags), template);
        Assert.True(parsed is not null || !isWithin, $"{template}\n{string.Join("; ", errors)}");
    });

    /// <summary>How deep blocks stand in one another, and how many values and blocks there are; a chain of else-ifs is one deep.</summary>
    private static (int Depth, int Tags) Measure(ImmutableArray<TemplateNode> nodes)
    {
        (int depth, int tags) = (0, 0);
        foreach (TemplateNode node in nodes)
        {
            (int Depth, int Tags) inner = node is TemplateNode.Block block
                ? (
                    Math.Max(
                        Measure(block.Body).Depth + 1, Measure(block.Else).Depth + (block.Else is [TemplateNode.Block { IsChained: true }]
                            ? 0
                            : 1)), Measure(block.Body).Tags + Measure(block.Else).Tags + 1)
                : (0, node is TemplateNode.Value ? 1 : 0);
            (depth, tags) = (Math.Max(depth, inner.Depth), tags + inner.Tags);
        }

        return (depth, tags);
    }

    /// <summary>Tags of the right form whose words are drawn at random.</summary>
    private static string Tags(Random random)
    {
        string Word() => random.Pick(
            "name",
            "count",
            "items",
            "owner",
            "owner.city.name",
            "items.0.label",
            "this",
            "../name",
            "@index",
            "anything.a.b",
            "flag",
            "x",
            "12",
            "'a'",
            "(eq name 'a')",
            "(join items ',')",
            "missing");
        var text = new StringBuilder();
        for (int count = random.Next(1, 8); count > 0; count--)
        {
            string block = random.Pick("if", "unless", "each", "with");
            text.Append(random.Next(4) switch
            {
                0 => $"{{{{{random.Pick("date", "number", "default", "join", "eq", "money", "x")} {Word()} {Word()}}}}}",
                1 =>
                    $"{{{{#{block} {Word()} {random.Pick("", "as |x|", "as |x y|")}}}}}{{{{{Word()}}}}}"
                        + $"{random.Pick("", "{{else}}z", "{{else if name}}z")}{{{{/{block}}}}}",
                2 => $"{{{{{{{Word()}}}}}}}",
                _ => $"{{{{{Word()}}}}}",
            });
        }

        return text.ToString();
    }

    private static string Broken(Random random, string template)
    {
        int at = random.Next(template.Length + 1);
        int length = Math.Min(random.Next(3), template.Length - at);
        return template[..at] + (random.OneIn(3) ? "" : random.Pick<string>(Pieces)) + template[(at + length)..];
    }

    private static JsonNode? Values(Random random, JsonElement schema)
    {
        string? type = schema.TryGetProperty("type", out JsonElement named) ? named.GetString() : null;
        switch (type)
        {
            case "object":
                var members = new JsonObject();
                foreach (JsonProperty property in schema.GetProperty("properties").EnumerateObject().Where(_ => !random.OneIn(4)))
                {
                    members[property.Name] = Values(random, property.Value);
                }

                return members;
            case "array":
                return new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Values(random, schema.GetProperty("items")))]);
            case "string":
                return random.OneIn(20) ? new string('x', 30_000) : RandomJson.Text(random);
            case "integer":
                return random.Next(-9, 9);
            case "number":
                return random.Pick(0, 1.5, -2, 1e300, 1e-300, 12);
            case "boolean":
                return random.OneIn(2);
            default:
                return RandomJson.Value(random, 3);
        }
    }

    private static JsonNode WriteJson(Random random, StringBuilder template, int depth)
    {
        switch (random.Next(depth < 5 ? 5 : 2))
        {
            case 0:
                template.Append(random.Pick("{{count}}", "{{ count }}", "{{{count}}}", "{{default none count}}"));
                return 12;
            case 1:
                template.Append(random.Pick("\"{{name}}\"", "\"{{#if flag}}{{name}}{{/if}}\"", "\"{{@root.name}}\""));
                return "Nordic Sprint";
            case 2:
                template.Append('[');
                var items = new JsonArray();
                for (int count = random.Next(3); count >= 0; count--)
                {
                    items.Add(WriteJson(random, template, depth + 1));
                    template.Append(count > 0 ? "," : "");
                }

                template.Append(']');
                return items;
            default:
                bool isConditional = random.OneIn(2);
                template.Append('{').Append(random.Pick("", " ")).Append(isConditional ? "{{#if flag}}" : "");
                var members = new JsonObject();
                for (int count = random.Next(3); count >= 0; count--)
                {
                    string name = $"k{count}";
                    template.Append(random.OneIn(3) ? $"\"{name}\":" : $"\"k{{{{#if flag}}}}{count}{{{{/if}}}}\":");
                    members[name] = WriteJson(random, template, depth + 1);
                    template.Append(count > 0 ? "," : "");
                }

                template.Append(isConditional ? "{{/if}}" : "").Append('}');
                return members;
        }
    }
}
