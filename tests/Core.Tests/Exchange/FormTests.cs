using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange;

namespace PromptIntel.Core.Tests.Exchange;

/// <summary>A prompt of each form, and what of it is where.</summary>
public sealed class FormTests : IDisposable
{
    private readonly PromptFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Prompty_OfTheFirstVersion_IsReadWithItsModelSampleAndLoops()
    {
        var (body, version, result) = await _files.ImportOneAsync("shop/answer.prompty", """
            ---
            name: Shop assistant
            description: Answers about products.
            authors:
              - ann
            model:
              api: chat
              configuration:
                type: azure_openai
                azure_deployment: gpt-35-turbo
                api_key: secret-of-somebody
              parameters: { max_tokens: 300, temperature: 0.2, logit_bias: { "1": 2 } }
            sample:
              question: What tents are there?
              documents: [{ title: Tent }]
            ---
            system:
            You answer for {{ customer.name }}.
            {% for item in documents %}
            - {{ item.title }}
            {% endfor %}

            {% for turn in history %}
            {{turn.role}}:
            {{turn.content}}
            {% endfor %}

            user:
            {{question}}
            """);

        Assert.Equal(new EntryKey("shop", "answer"), version.Key);
        Assert.Equal("Answers about products.", version.Description);
        Assert.Equal("azure/gpt-35-turbo", body.Model);
        Assert.Equal("""{"max_output_tokens":300,"temperature":0.2}""", body.Parameters.GetRawText());
        Assert.Equal(
            [
                new PromptMessage.Text(
                    "system", "You answer for {{customer.name}}.\n{{#each documents as |item|}}\n- {{item.title}}\n{{/each}}"),
                new PromptMessage.Placeholder("history"),
                new PromptMessage.Text("user", "{{question}}"),
            ],
            body.Messages);
        JsonElement variables = body.Variables.GetProperty("properties");
        Assert.Equal("What tents are there?", variables.GetProperty("question").GetProperty("examples")[0].GetString());
        Assert.Equal(["question", "documents", "customer"], variables.EnumerateObject().Select(variable => variable.Name));
        Assert.DoesNotContain("secret-of-somebody", version.Body.GetRawText(), StringComparison.Ordinal);
        Named(result, "addresses and keys are not taken", "authors", "logit_bias", "declared because the template names them: customer");
    }

    [Fact]
    public async Task Prompty_OfTheSecondVersion_IsReadWithInputsOutputsThreadAndImage()
    {
        var (body, version, result) = await _files.ImportOneAsync("look.prompty", """
            ---
            name: look
            model: { id: gpt-4o, provider: openai, options: { topP: 0.5, stopSequences: ["END"] } }
            inputs:
              - { name: question, kind: string, default: What is it? }
              - { name: photo, kind: image }
              - { name: talk, kind: thread }
              - { name: count, kind: integer, required: false, enumValues: [1, 2] }
            outputs:
              - { name: answer, kind: string, required: true }
            tools:
              - { name: get_weather, kind: function }
            template: { format: { kind: mustache } }
            ---
            system:
            You see.

            {{photo}}

            {{talk}}

            user[name="Ann"]:
            {{question}}
            """);

        Assert.Equal("openai/gpt-4o", body.Model);
        Assert.Equal("""{"top_p":0.5,"stop":["END"]}""", body.Parameters.GetRawText());
        var system = Assert.IsType<PromptMessage.Multipart>(body.Messages[0]);
        Assert.Equal([new MessagePart("text", "You see."), new MessagePart("image", "{{photo}}")], system.Parts);
        Assert.Equal(new PromptMessage.Placeholder("talk"), body.Messages[1]);
        Assert.Equal(["photo"], body.Variables.GetProperty("required").EnumerateArray().Select(one => one.GetString()!));
        Assert.Equal(
            """{"properties":{"answer":{"type":"string"}},"type":"object","required":["answer"]}""".Length,
            body.OutputSchema!.Value.GetRawText().Length);
        Assert.Equal("look", version.Description);
        Named(result, "none of these is called", "[name=\"Ann\"] of a message is left out");
    }

    [Fact]
    public async Task SemanticKernel_InYamlAndInAFolder_IsRead()
    {
        var results = await _files.ImportAsync(
            ("plugins/Fun/Joke/skprompt.txt", "Tell a joke about {{$input}} in the style of {{ $STYLE }}."),
            ("plugins/Fun/Joke/config.json", """
                {"schema": 1, "type": "completion", "description": "A joke.",
                 "completion": {"max_tokens": 100, "temperature": 0.9, "stop_sequences": []},
                 "input": {"parameters": [{"name": "style", "description": "How", "defaultValue": "dry"}]}}
                """),
            ("chat.yaml", """
                name: chat
                template_format: handlebars
                template: |
                  <message role="system">
                      You know {{customer.name}} &amp; us.
                      Be kind.
                  </message>
                  {{#each history}}
                  <message role="{{role}}">{{content}}</message>
                  {{/each}}
                  <message role="user">{{question}}</message>
                input_variables:
                  - { name: customer, is_required: true }
                  - { name: history, is_required: true }
                  - { name: question, is_required: false, json_schema: '{"type": "string", "maxLength": 9}' }
                execution_settings:
                  default: { temperature: 0.6, function_choice_behavior: { type: auto } }
                  gpt-4: { model_id: gpt-4, temperature: 0.1 }
                """));

        Assert.Equal(
            [FileStatus.Created, FileStatus.Created, FileStatus.Part], results.OrderBy(one => one.Status).Select(one => one.Status));
        PromptBody joke = BodyOf("plugins", "Fun..Joke");
        Assert.Equal("Tell a joke about {{input}} in the style of {{style}}.", ((PromptMessage.Text)joke.Messages[0]).Content);
        Assert.Equal("""{"max_output_tokens":100,"temperature":0.9}""", joke.Parameters.GetRawText());
        Assert.Equal("dry", joke.Variables.GetProperty("properties").GetProperty("style").GetProperty("default").GetString());
        PromptBody chat = BodyOf("general", "chat");
        Assert.Equal(
            [
                new PromptMessage.Text("system", "You know {{customer.name}} & us.\nBe kind."), new PromptMessage.Placeholder("history"),
                new PromptMessage.Text("user", "{{question}}"),
            ],
            chat.Messages);
        Assert.Equal(9, chat.Variables.GetProperty("properties").GetProperty("question").GetProperty("maxLength").GetInt32());
        Named(
            results.Single(one => one.Key == new EntryKey("general", "chat")),
            "of 2 services those of default", "function_choice_behavior");
    }

    [Fact]
    public async Task Dotprompt_IsReadWithPicoschemaRolesMediaAndPartials()
    {
        var results = await _files.ImportAsync(
            ("dot/_tone.prompt", "Be {{manner}}."),
            ("dot/look.prompt", """
                # a comment before
                ---
                model: googleai/gemini-2.5-flash
                config: { temperature: 0.7, topK: 40, apiKey: secret-of-somebody }
                input:
                  schema:
                    manner: string, how
                    url: string
                    items?(array, what there is): string
                    size(enum): [S, L]
                  default: { manner: kind }
                output: { schema: { title: string, tags(array): string } }
                ---
                {{role "system"}}
                {{> tone}}
                {{#ifEquals size "S"}}small{{else}}large{{/ifEquals}}
                {{#each items}}- {{this}} {{json this indent=2}}
                {{/each}}
                {{history}}
                {{role "user"}}
                See {{media url=url contentType="image/png"}}
                """));

        Assert.All(results, result => Assert.True(result.Status == FileStatus.Created, string.Join("; ", result.Errors)));
        PromptBody body = BodyOf("dot", "look");
        Assert.Equal(
            "{{> dot/tone}}\n{{#if (eq size \"S\")}}small{{else}}large{{/if}}\n{{#each items}}- {{this}} {{this}}\n{{/each}}",
            ((PromptMessage.Text)body.Messages[0]).Content);
        Assert.Equal(new PromptMessage.Placeholder("history"), body.Messages[1]);
        Assert.Equal(
            [new MessagePart("text", "See"), new MessagePart("image", "{{url}}", "image/png")],
            ((PromptMessage.Multipart)body.Messages[2]).Parts);
        Assert.Equal(["url", "size"], body.Variables.GetProperty("required").EnumerateArray().Select(one => one.GetString()!));
        Assert.Equal("array", body.OutputSchema!.Value.GetProperty("properties").GetProperty("tags").GetProperty("type").GetString());
        Assert.DoesNotContain("secret-of-somebody", body.ToJson().GetRawText(), StringComparison.Ordinal);
        Named(results.Single(one => one.Key?.Name == "look"), "config.topK", "apiKey: not taken", "compact JSON");
    }

    [Fact]
    public async Task Langfuse_WithAHistory_KeepsNumbersLabelsAndReferences()
    {
        const string Export = """
            {"data": [
              {"name": "support/tone", "version": 1, "type": "text", "prompt": "Be brief.", "labels": ["production", "latest"],
               "tags": ["a"]},
              {"name": "support/answer", "version": 2, "type": "chat", "labels": ["production", "v1.0"],
               "config": {"model": "gpt-4o", "x": 1},
               "prompt": [{"role": "system", "content": "@@@langfusePrompt:name=support/tone|label=production@@@"},
                          {"type": "placeholder", "name": "history"}, {"role": "user", "content": "{{question}}"}],
               "commitMessage": "Second"},
              {"name": "support/answer", "version": 1, "type": "chat", "labels": [],
               "prompt": [{"role": "user", "content": "{{question}}"}]}
            ]}
            """;
        var results = await _files.ImportAsync(("export.json", Export));
        var again = await _files.ImportAsync(("export.json", Export));

        Assert.All(results, result => Assert.True(result.Status == FileStatus.Created, string.Join("; ", result.Errors)));
        Assert.All(again, result => Assert.Equal(FileStatus.Unchanged, result.Status));
        EntryState state = _files.Catalog.Find(new EntryKey("support", "answer"))!;
        Assert.Equal((2, 2), (state.LatestVersion, state.Labels["production"]));
        Assert.Equal("Second", state.Current.ChangeNote);
        PromptBody body = PromptBody.Read(state.Current.Body);
        Assert.Equal(new PromptMessage.Text("system", "{{> support/tone}}"), body.Messages[0]);
        Assert.Equal("openai/gpt-4o", body.Model);
        Assert.Equal("""{"model":"gpt-4o","x":1}""", body.Config.GetRawText());
        Named(results.First(one => one.Remarks.Length > 1), "'v1.0' is no label here", "model: openai/gpt-4o");
    }

    [Fact]
    public async Task Promptfoo_WithTextsFilesAndAChat_IsReadAndItsTestsAreNamed()
    {
        var results = await _files.ImportAsync(
            ("eval/promptfooconfig.yaml", """
                description: Translations
                prompts:
                  - 'Translate to {{language}}: {{input}}'
                  - file://texts.txt
                  - { id: file://chat.json, label: A chat }
                  - file://made.py
                  - file://gone.txt
                providers: [ { id: 'openai:chat:gpt-4.1', config: { temperature: 0.1 } } ]
                tests: [ { vars: { language: French } } ]
                """),
            ("eval/texts.txt", "One {{a}}\n---\nTwo {{b | upper}}"),
            ("eval/chat.json", """
                [{"role": "developer", "content": "Be brief."}, {"role": "user", "content": [{"type": "text", "text": "{{input}}"}]}]
                """),
            ("eval/made.py", "def prompt(): pass"));

        Assert.Equal(
            ["eval/chat", "eval/promptfooconfig 1", "eval/texts 1"],
            results.Where(one => one.Status == FileStatus.Created).Select(one => one.Key!.Value.ToString()).Order(StringComparer.Ordinal));
        PromptBody body = BodyOf("eval", "promptfooconfig 1");
        Assert.Equal(("openai/gpt-4.1", """{"temperature":0.1}"""), (body.Model, body.Parameters.GetRawText()));
        Assert.Equal(
            [new PromptMessage.Text("system", "Be brief."), new PromptMessage.Text("user", "{{input}}")],
            BodyOf("eval", "chat").Messages);
        string errors = string.Join("\n", results.Where(one => one.Status == FileStatus.Refused).SelectMany(one => one.Errors));
        Assert.Contains("'b | upper' has no counterpart", errors, StringComparison.Ordinal);
        Assert.Contains("line 3", errors, StringComparison.Ordinal);
        Assert.Contains("a program writes (.py)", errors, StringComparison.Ordinal);
        Assert.Contains("gone.txt is not among the files", errors, StringComparison.Ordinal);
        Named(results.Single(one => one.Key?.Name == "promptfooconfig 1"), "tests: not taken");
    }

    [Theory]
    [InlineData("a.yaml", "b.yaml")]
    [InlineData("b.yaml", "a.yaml")]
    public async Task Promptfoo_WhosePatternNamesAConfiguration_LeavesItItsPrompts(string pattern, string inline)
    {
        var results = await _files.ImportAsync(
            ($"eval/{pattern}", "prompts: ['file://*.yaml', 'file://*.txt']\ntests: []"),
            ($"eval/{inline}", "prompts: ['Hello {{name}}', 'Goodbye {{name}}']\nproviders: ['openai:gpt-4.1']"),
            ("eval/own.txt", "A text"));

        Assert.Equal(
            [$"eval/{inline[0]} 1", $"eval/{inline[0]} 2", "eval/own"],
            results.Where(one => one.Status == FileStatus.Created).Select(one => one.Key!.Value.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(["eval/own.txt"], results.Where(one => one.Status == FileStatus.Part).Select(one => one.File));
        FileResult refused = Assert.Single(results, one => one.Status == FileStatus.Refused);
        Assert.Equal($"eval/{pattern}", refused.File);
        Assert.Contains("*.yaml names configurations only", Assert.Single(refused.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.md", "# Greets\nHello {{name}}", "# Greets\nHello {{name}}")]
    [InlineData("a.txt", "Hello {name}, {\"a\": 1}", "Hello {{name}}, {\"a\": 1}")]
    [InlineData("a.txt", "Hello {{$name}}", "Hello {{name}}")]
    [InlineData("a.txt", "{% if name %}Hello{% endif %}", "{{#if name}}Hello{{/if}}")]
    [InlineData("a.md", "{{ name | default('you') }}", "{{default name \"you\"}}")]
    [InlineData("a.jinja2", "{{ order['id'] }}", "{{order.id}}")]
    [InlineData("a.hbs", "{{#each list as |one|}}{{one}}{{/each}}", "{{#each list as |one|}}{{one}}{{/each}}")]
    public async Task Text_OfAnySyntax_IsATemplate(string path, string text, string template)
    {
        var (body, version, _) = await _files.ImportOneAsync(path, text);

        Assert.Equal(PromptType.Text, body.Type);
        Assert.Equal(template, ((PromptMessage.Text)body.Messages[0]).Content);
        Assert.Equal(text.StartsWith('#') ? "Greets" : "a", version.Description);
    }

    [Fact]
    public async Task Markdown_OfThisCatalogAndTextWithRoles_AreRead()
    {
        var (own, version, _) = await _files.ImportOneAsync(
            "general/own.md",
            "---\ndescription: Own.\ntags: [x]\nmodel: fast\n"
            + "variables: {type: object, properties: {a: {type: string}}}\n---\nuser:\n{{a}}\n");
        var (roles, _, _) = await _files.ImportOneAsync("roles.txt", "system:\nBe {mood}.\n\nuser:\n{text}\n");

        Assert.Equal(("Own.", "fast", new EntryKey("general", "general..own")), (version.Description, own.Model, version.Key));
        Assert.Equal([new PromptMessage.Text("system", "Be {{mood}}."), new PromptMessage.Text("user", "{{text}}")], roles.Messages);
    }

    [Fact]
    public async Task Markdown_ThatIsCalledSomethingElse_IsCalledByItsFileAndSaysSo()
    {
        const string text = "---\nname: own\ndescription: Own.\n---\nuser:\nHello\n";

        var (_, elsewhere, told) = await _files.ImportOneAsync("support/copy.md", text);
        var (_, _, silent) = await _files.ImportOneAsync("support/own.md", text);

        Assert.Equal(new EntryKey("support", "copy"), elsewhere.Key);
        Named(told, "name: an entry is called by its file, not 'own'");
        Assert.Empty(silent.Remarks);
    }

    [Theory]
    [InlineData("support/a.md", "---\ndescription: {0}\ntags: [{1}]\n---\nuser:\nHello\n")]
    [InlineData("support/a.json", """
        {{"name": "support/a", "type": "text", "prompt": "Hello", "version": 1, "tags": [{1}], "labels": [], "config": {{}},
          "commitMessage": "{0}"}}
        """)]
    public async Task AnyForm_WithMoreThanAnEntryHolds_IsCutAndSaysSo(string path, string format)
    {
        string tags = string.Join(", ", Enumerable.Range(0, 60).Select(number => $"\"{number}{new string('t', 70)}\""));

        var (_, version, result) = await _files.ImportOneAsync(
            path, string.Format(System.Globalization.CultureInfo.InvariantCulture, format, new string('d', 3_000), tags));

        Assert.Equal((50, 64), (version.Tags.Length, version.Tags[0].Length));
        Assert.Equal(2_000, (version.ChangeNote ?? version.Description).Length);
        Named(result, "tags: the first 50 of 60 are taken", "tags: cut at 64 characters", ": cut at 2,000 characters");
    }

    [Fact]
    public async Task Prompty_WithALongDescription_KeepsIt()
    {
        string description = string.Join(' ', Enumerable.Repeat("word", 100));

        var (_, version, _) = await _files.ImportOneAsync(
            "support/a.prompty", $"---\nname: a\ndescription: {description}\n---\nuser:\nHello\n");

        Assert.Equal(description, version.Description);
    }

    private PromptBody BodyOf(string space, string name) =>
        PromptBody.Read(_files.Catalog.Find(new EntryKey(space, name))!.Current.Body);

    private static void Named(FileResult result, params string[] parts)
    {
        string remarks = string.Join("\n", result.Remarks);
        Assert.All(parts, part => Assert.Contains(part, remarks, StringComparison.Ordinal));
    }
}
