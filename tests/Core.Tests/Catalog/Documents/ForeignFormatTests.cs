using System.Text;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Tests.Catalog.Documents;

/// <summary>A file of another tool is named as such at every door, and never kept as if its source were the prompt.</summary>
public sealed class ForeignFormatTests
{
    private static readonly EntryKey Key = new("general", "greeting");

    public static TheoryData<string, string> Foreign => new()
    {
        {
            "Semantic Kernel",
            "name: Greet\ntemplate: |\n  Hello {{$name}}\ntemplate_format: semantic-kernel\n"
                + "input_variables:\n  - name: name\nexecution_settings:\n  default:\n    temperature: 0.4\n"
        },
        {
            "Semantic Kernel",
            "# Greets\n\nname: Greet\ndescription: Greets.\ntemplate_format: handlebars\n"
                + "template: |\n  <message role=\"user\">Hello {{name}}</message>\n"
        },
        { "Semantic Kernel", "---\nname: Greet\ntemplate: Hello {{$name}}\ninput_variables: []\n---\n" },
        { "Semantic Kernel", "{\"schema\": 1, \"type\": \"completion\", \"execution_settings\": {\"default\": {\"max_tokens\": 70}}}" },
        {
            "Langfuse",
            "{\"type\":\"chat\",\"prompt\":[{\"role\":\"system\",\"content\":\"Hello {{name}}\"}],"
                + "\"labels\":[\"production\"],\"config\":{}}"
        },
        { "Langfuse", "\n{\n  \"name\": \"greeting\",\n  \"prompt\": \"Hello {{name}}\",\n  \"version\": 3,\n  \"tags\": []\n}\n" },
        { "Langfuse", "\uFEFF{\"prompt\":\"Hello\",\"isActive\":true,}" },
        { "Dotprompt", "---\nmodel: vendor/some-model\ninput:\n  schema:\n    name: string\n---\nHello {{name}}\n" },
        { "Dotprompt", "---\nmodel: vendor/some-model\noutput:\n  format: json\n---\nHello\n" },
        { "Dotprompt", "---\r\nmodel: vendor/some-model\r\ninput:\r\n  default:\r\n    name: you\r\n---\r\nHello {{name}}\r\n" },
        { "Dotprompt", "---\nmodel: vendor/some-model\n---\n{{role \"system\"}}\nYou are kind.\n{{role \"user\"}}\nHello\n" },
        {
            "Prompty",
            "---\nname: Greeting\ndescription: One.\nmodel:\n  api: chat\n  configuration:\n    type: azure_openai\n"
                + "---\nsystem:\nHello {{name}}\n"
        },
        { "Prompty", "---\nname: greeting\nauthors:\n  - somebody\nsample:\n  name: you\n---\nuser:\nHello {{name}}\n" },
        { "Prompty", "---\nname: greeting\nmodel: some-model\ninputs:\n  name:\n    type: string\n---\nuser:\nHello {{name}}\n" },
        { "LangChain", "{\"_type\":\"prompt\",\"input_variables\":[\"name\"],\"template\":\"Hello {name}\"}" },
        { "LangChain", "{\"lc\":1,\"type\":\"constructor\",\"id\":[\"langchain\",\"prompts\"],\"kwargs\":{}}" },
        { "LangChain", "_type: few_shot\ninput_variables: [name]\nprefix: Hello\nsuffix: '{name}'\n" },
        { "OpenAI", "{\"model\":\"some-model\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello {{name}}\"}],\"temperature\":0.2}" },
        { "chat messages in JSON", "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}" },
        { "OpenAI", "{\"model\":\"some-model\",\"input\":\"Hello\",\"instructions\":\"Be kind.\"}" },
        { "chat messages", "[\n  {\"role\": \"user\", \"content\": \"Hello {{name}}\"}\n]" },
        {
            "promptfoo",
            "description: Greets\nprompts:\n  - 'Hello {{name}}'\nproviders:\n  - openai:some-model\n"
                + "tests:\n  - vars: {name: you}\n"
        },
        { "TOML", "+++\ntitle = \"Greet\"\n+++\nHello {{name}}\n" },
        { "TOML", "\uFEFF\r\n+++\r\ntitle = 'Greet'\r\n+++\r\nHello\r\n" },
        { "promptfoo", "# yaml-language-server: $schema=x\nprompts: [file://a.txt]\ntests: []\n" },
        {
            "GitHub Models",
            "name: Greeting\nmodel: vendor/some-model\nmodelParameters:\n  temperature: 0.5\n"
                + "messages:\n  - role: user\n    content: Hello\n"
        },
        { "POML", "<poml>\n  <task>Greet {{name}}.</task>\n</poml>\n" },
        { "Gemini", "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello\"}]}]}" },
        { "exported", "{\"format_version\":1,\"namespace\":\"general\",\"name\":\"x\",\"kind\":\"prompt\",\"labels\":{},\"versions\":[]}" },
    };

    public static TheoryData<string> Own =>
    [
        "{\"name\": {{name}}}",
        "{\"prompt\": \"{{name}}\", \"type\": {{kind}}}",
        "{\"answer\": \"yes\"}",
        "[\"a\", \"b\"]",
        "name: {{name}}\nGreet them.",
        "template: say hello\nto everybody",
        "Note: model and messages: both are words.",
        "---\ndescription: One.\ntype: text\nmodel: some-model\n---\nname: a\ntemplate: b\ninput_variables: c\n",
        "---\ndescription: One.\nconfig:\n  input: a\n  authors: b\n---\nuser:\nHello\n",
        "Answer with {\"messages\": []}",
        "---\nA line, and no front matter",
        "<task>Greet.</task>",
    ];

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task EveryDoor_GivenAFileOfAnotherTool_NamesItsFormat(string format, string text)
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        await fixture.CreateAsync(Key, "Hello.");

        WriteResult created = await fixture.CreateAsync(new EntryKey("general", "new"), text);
        WriteResult updated = await fixture.UpdateAsync(Key, text);
        string line = $$"""{"namespace":"general","name":"line","content":{{CatalogFixture.Text(text).GetRawText()}}}""";
        ImportLineResult imported = Assert.Single(await fixture.Transfer.ImportAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(line)), null, mayPublish: true, TestContext.Current.CancellationToken).ToArrayAsync(
                TestContext.Current.CancellationToken));

        AssertNames(format, Assert.IsType<WriteResult.ForeignFormat>(created).Errors[0]);
        AssertNames(format, Assert.IsType<WriteResult.ForeignFormat>(updated).Errors[0]);
        Assert.Equal(ImportStatus.Refused, imported.Status);
        AssertNames(format, imported.Errors[0]);
        AssertNames(format, AuthoredText.Parse(EntryKind.Prompt, text).Errors[0]);
        Assert.Equal(1, fixture.Catalog.Find(Key)!.LatestVersion);
    }

    [Theory]
    [MemberData(nameof(Own))]
    public void Recognise_OfATemplate_TakesItAsItIs(string text) => Assert.Null(ForeignFormats.Recognise(text));

    [Theory]
    [InlineData("""{"type":"chat","prompt":[],"labels":[]}""", "Langfuse")]
    [InlineData("""{"_type":"prompt","template":"x","input_variables":[]}""", "LangChain")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":1}""", "OpenAI")]
    public async Task Create_OfAForeignObject_NamesItsFormat(string content, string format)
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();

        WriteResult result = await fixture.Writer.CreateAsync(
            new CreateEntryRequest { Key = Key, Content = System.Text.Json.JsonElement.Parse(content) },
            TestContext.Current.CancellationToken);

        AssertNames(format, Assert.IsType<WriteResult.ForeignFormat>(result).Errors[0]);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"bogus","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"type":"chat","model":"m","messages":[{"role":"developer","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"mesages":[]}""", "mesages")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"tools":[{"type":"function"}]}""", "tools[0]")]
    [InlineData("""{"messages":[{"role":"user","content":"x","tool_calls":[]}],"model":"m"}""", "messages[0].tool_calls")]
    public async Task Create_OfAnObjectThatNoOtherFormatExplains_NamesTheField(string content, string field)
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();

        WriteResult result = await fixture.Writer.CreateAsync(
            new CreateEntryRequest { Key = Key, Content = System.Text.Json.JsonElement.Parse(content) },
            TestContext.Current.CancellationToken);

        Assert.Equal([field], Assert.IsType<WriteResult.Invalid>(result).Errors.Select(error => error.Field));
    }

    private static void AssertNames(string format, EntryError error)
    {
        Assert.Contains(format, error.Message, StringComparison.Ordinal);
        Assert.Contains("Accepted are", error.Message, StringComparison.Ordinal);
    }
}
