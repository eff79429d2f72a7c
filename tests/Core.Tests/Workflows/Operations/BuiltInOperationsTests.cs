using System.Text.Json;


using PromptIntel.Core.Catalog;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Operations;

namespace PromptIntel.Core.Tests.Workflows.Operations;

public sealed class BuiltInOperationsTests
{
    private const string Variables =
        """
        {"type":"object","required":["name"],"properties":{"name":{"type":"string"},"note":{"type":["string","null"]},
          "tone":{"type":"string"}}}
        """;

    private readonly EntryVersion _prompt = new TestCatalog().Add(EntryKind.Prompt, "workflows/greet", Text("Hello {{name}}"));

    [Theory]
    [InlineData("{}", "\"Good day\"", """{"text":"Good day"}""")]
    [InlineData("{}", """{"yes":true}""", """{"yes":true}""")]
    [InlineData(
        """{"with_sources":true}""",
        """{"yes":true}""",
        """{"value":{"yes":true},"source_spans":[{"field":"yes","start":3,"length":2,"text":"ja"}],"unread":"""
            + """[{"field":"no","start":9,"length":3,"text":"hum","reason":"unclear"}]}""")]
    public async Task Prompt_GivesTheAnswer_AndItsSourcesWhereAskedFor(string more, string answer, string expected)
    {
        var context = new TestOperationContext(Merge("""{"prompt":"greet"}""", more), """{"name":"Ann"}""", _prompt)
        {
            Answer = new ModelAnswer.Answered(JsonElement.Parse(answer), [new SourceSpan("yes", 3, 2, "ja")])
            {
                Unread = [new UnreadSource("no", 9, 3, "hum", "unclear")],
            },
        };

        OperationOutcome outcome = await new PromptOperation().ExecuteAsync(context, TestContext.Current.CancellationToken);

        Assert.Equal(expected, Assert.IsType<OperationOutcome.Completed>(outcome).Output.GetRawText());
    }

    [Fact]
    public async Task Prompt_IsAskedWithItsDeclaredVariablesOnly()
    {
        var context = new TestOperationContext(
            """{"prompt":"greet"}""", """{"prompt":"greet","name":"Ann","note":null,"tone":null,"other":1}""", _prompt);

        await new PromptOperation().ExecuteAsync(context, TestContext.Current.CancellationToken);

        Assert.Equal("""{"name":"Ann","note":null}""", context.Asked?.GetRawText());
    }

    [Fact]
    public async Task Prompt_WhenTheModelRefuses_FailsWithItsCodeAndKind()
    {
        var context = new TestOperationContext("""{"prompt":"greet"}""", """{"name":"Ann"}""", _prompt)
        {
            Answer = new ModelAnswer.Refused("model_required", "Needs a model.", FailureKind.Transport),
        };

        OperationOutcome outcome = await new PromptOperation().ExecuteAsync(context, TestContext.Current.CancellationToken);

        Assert.Equal(new OperationOutcome.Failed("model_required", "Needs a model.", FailureKind.Transport), outcome);
    }

    [Theory]
    [InlineData("""{"name":"Ann"}""", "Hello Ann")]
    [InlineData("""{"name":"{{secret}}"}""", "Hello {{secret}}")]
    public async Task Template_RendersItsPrompt_AndTakesInputAsText(string input, string expected)
    {
        EntryVersion template = new TestCatalog().Add(EntryKind.Prompt, "contracts/greet", Text("Hello {{name}}"));

        OperationOutcome outcome = await Template().ExecuteAsync(
            new TestOperationContext("""{"template":"greet"}""", input, template), TestContext.Current.CancellationToken);

        Assert.Equal(expected, Assert.IsType<OperationOutcome.Completed>(outcome).Output.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Template_WhenAVariableIsMissing_FailsWithoutRendering()
    {
        EntryVersion template = new TestCatalog().Add(EntryKind.Prompt, "contracts/greet", Text("Hello {{name}}"));

        OperationOutcome outcome = await Template().ExecuteAsync(
            new TestOperationContext("""{"template":"greet"}""", "{}", template), TestContext.Current.CancellationToken);

        Assert.Equal("template_error", Assert.IsType<OperationOutcome.Failed>(outcome).Code);
    }

    [Theory]
    [InlineData("{}", """{"value":{"n":1}}""", """{"valid":true,"errors":[]}""")]
    [InlineData(
        "{}", """{"value":{"n":"x"}}""", """{"valid":false,"errors":[{"path":"n","code":"type","detail":"Must be a whole number."}]}""")]
    [InlineData("""{"required":true}""", """{"value":{"n":1}}""", """{"valid":true,"errors":[]}""")]
    public async Task Validate_ReportsWhatIsWrong(string more, string input, string expected)
    {
        OperationOutcome outcome = await ValidateAsync(more, input);

        Assert.Equal(expected, Assert.IsType<OperationOutcome.Completed>(outcome).Output.GetRawText());
    }

    [Fact]
    public async Task Validate_WhenItIsRequired_FailsTheStage()
    {
        OperationOutcome outcome = await ValidateAsync("""{"required":true}""", """{"value":{"n":"x"}}""");

        Assert.Equal(
            ("invalid_input", FailureKind.Permanent), outcome is OperationOutcome.Failed failed ? (failed.Code, failed.Kind) : default);
    }

    [Theory]
    [InlineData("""{"summary":"Confidence is 0.4","flags":[1]}""", "Confidence is 0.4")]
    [InlineData("""{"summary":" ","flags":[]}""", "A person must approve this.")]
    [InlineData("""{"summary":7}""", "A person must approve this.")]
    public async Task Approval_WaitsWithItsInputToLookAt(string input, string reason)
    {
        OperationOutcome outcome = await new ApprovalOperation().ExecuteAsync(
            new TestOperationContext("{}", input), TestContext.Current.CancellationToken);

        var waiting = Assert.IsType<OperationOutcome.Waiting>(outcome);
        Assert.Equal((input, reason), (waiting.Output.GetRawText(), waiting.Reason));
    }

    [Theory]
    [InlineData("""{"deadline":"3d","for":"legal"}""", "legal", 72, DeadlineRule.Reject)]
    [InlineData("""{"deadline":"90m","on_deadline":"approve"}""", null, 1.5, DeadlineRule.Approve)]
    [InlineData("""{"deadline":"90d","on_deadline":"reject"}""", null, 90 * 24, DeadlineRule.Reject)]
    public async Task Approval_SaysForWhom_AndWhatHoldsWhenNobodyAnswers(string settings, string? person, double hours, DeadlineRule rule)
    {
        OperationOutcome outcome = await new ApprovalOperation().ExecuteAsync(
            new TestOperationContext(settings, "{}"), TestContext.Current.CancellationToken);

        var waiting = Assert.IsType<OperationOutcome.Waiting>(outcome);
        Assert.Equal((person, new Deadline(TimeSpan.FromHours(hours), rule)), (waiting.For, waiting.Deadline));
    }

    [Theory]
    [InlineData("""{"deadline":"91d"}""", "deadline")]
    [InlineData("""{"deadline":3}""", "deadline")]
    [InlineData("""{"deadline":"soon"}""", "deadline")]
    [InlineData("""{"deadline":"1d","on_deadline":"ask"}""", "on_deadline")]
    [InlineData("""{"on_deadline":"approve"}""", "on_deadline")]
    [InlineData("""{"for":["legal"]}""", "for")]
    [InlineData("""{"dead_line":"1d"}""", "dead_line")]
    public void Approval_WithSettingsThatItDoesNotHave_NamesThem(string settings, string name)
    {
        OperationRequirements requirements = new ApprovalOperation().Require(JsonElement.Parse(settings));

        Assert.StartsWith($"The setting '{name}':", Assert.Single(requirements.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"prompt":"greet"}""", null)]
    [InlineData("""{"prompt":"agents/greet@staging"}""", null)]
    [InlineData("{}", "The setting 'prompt' must name an entry of kind prompt")]
    [InlineData("""{"prompt":"a/b/c"}""", "The setting 'prompt' must name an entry of kind prompt")]
    public void Require_WhenTheSettingNamesNothing_SaysWhatIsMissing(string settings, string? reason)
    {
        OperationRequirements requirements = new PromptOperation().Require(JsonElement.Parse(settings));

        Assert.Equal(reason is null, requirements.Errors.IsEmpty);
        Assert.Equal(reason is null ? 1 : 0, requirements.Entries.Length);
        Assert.All(requirements.Errors, error => Assert.StartsWith(reason!, error, StringComparison.Ordinal));
    }

    private static TemplateOperation Template() => new(Checks.Renderer());

    private static async Task<OperationOutcome> ValidateAsync(string more, string input)
    {
        EntryVersion schema = new TestCatalog().Add(
            EntryKind.Schema, "components/counted", """{"type":"object","properties":{"n":{"type":"integer"}}}""");
        return await new ValidateOperation(new JsonSchemaValidator()).ExecuteAsync(
            new TestOperationContext(Merge("""{"schema":"counted"}""", more), input, schema), TestContext.Current.CancellationToken);
    }

    private static string Merge(string settings, string more) => more == "{}" ? settings : settings[..^1] + "," + more[1..];

    private static string Text(string template) =>
        $$"""{"format_version":1,"type":"text","messages":[{"role":"user","content":"{{template}}"}],"variables":{{Variables}}}""";
}
