using System.Text;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Tests.Catalog;

public sealed class VersionChecksTests
{
    private readonly VersionChecks _checks = Checks.All();

    [Theory]
    [InlineData("""{"format_version":1,"type":"text","messages":[{"role":"user","content":"{{undeclared}}"}]}""", "messages[0]")]
    [InlineData("""{"format_version":1,"type":"text","messages":[{"role":"user","content":"{{#if x}}"}]}""", "messages[0]")]
    [InlineData(
        """{"format_version":1,"type":"chat","messages":[{"role":"system","content":"a"},{"role":"user","content":"{{> other}}"}]}""",
        "messages[1]")]
    [InlineData(
        """{"format_version":1,"type":"text","messages":[{"role":"user","content":"a"}],"variables":{"type":"objct"}}""", "variables.type")]
    [InlineData(
        """
        {"format_version":1,"type":"text","messages":[{"role":"user","content":"a"}],
         "variables":{"properties":{"a":{"$ref":"http://127.0.0.1:1/x"}}}}
        """,
        "variables.properties.a.$ref")]
    [InlineData(
        """{"format_version":1,"type":"text","messages":[{"role":"user","content":"a"}],"variables":{"$ref":"#/$defs/none"}}""",
        "variables.$ref")]
    [InlineData(
        """{"format_version":1,"type":"text","messages":[{"role":"user","content":"a"}],"output_schema":{"type":7}}""",
        "output_schema.type")]
    [InlineData(
        """{"format_version":1,"type":"text","messages":[{"role":"user","content":"a"}],"output_schema":{"$ref":"file:///etc/passwd"}}""",
        "output_schema")]
    [InlineData(
        """
        {"format_version":1,"type":"text","messages":[{"role":"user","content":"a"}],
         "output_schema":{"$ref":"https://example.org/x.json"}}
        """,
        "output_schema")]
    [InlineData("""{"format_version":1,"type":"text","messages":[{"role":"user","content":"a"}],"colour":"red"}""", "colour")]
    [InlineData("""{"format_version":9,"type":"text","messages":[{"role":"user","content":"a"}]}""", "format_version")]
    [InlineData("""{"format_version":1,"type":"text"}""", "messages")]
    [InlineData("""{}""", null)]
    [InlineData("""[]""", null)]
    [InlineData("""7""", null)]
    [InlineData("""null""", null)]
    public void Check_WhenAPromptIsWrongByItself_NamesTheField_AndNoRenderIsTried(string body, string? field)
    {
        EntryVersion version = Version(EntryKind.Prompt, body);

        var errors = _checks.Check(version);
        RenderResult result = Checks.Renderer().Render(version, default, TestContext.Current.CancellationToken);

        Assert.NotEmpty(errors);
        Assert.True(field is null || errors.Any(error => error.Field == field), string.Join("; ", errors));
        Assert.Equal(errors.AsEnumerable(), Assert.IsType<RenderResult.Unusable>(result).Errors);
    }

    [Theory]
    [InlineData(EntryKind.Schema, """{"type":"objct"}""")]
    [InlineData(EntryKind.Schema, """{"$ref":"http://127.0.0.1:1/x"}""")]
    [InlineData(EntryKind.Schema, "true")]
    [InlineData(EntryKind.Schema, "[]")]
    [InlineData(EntryKind.Recipe, """{"stages":[]}""")]
    [InlineData(EntryKind.Recipe, """{"input_schema":{},"output":{"x":"${stages.}"},"stages":[{"id":"a","uses":"echo"}]}""")]
    [InlineData(EntryKind.Recipe, "null")]
    [InlineData(EntryKind.Operation, """{"with":{}}""")]
    [InlineData(EntryKind.Operation, """{"type":"test.echo","colour":"red"}""")]
    [InlineData(EntryKind.Operation, "[1]")]
    [InlineData(EntryKind.Solver, """{"input_schema":{},"recipes":[]}""")]
    [InlineData(EntryKind.Solver, "\"text\"")]
    public void Check_WhenAnotherKindIsWrongByItself_SaysSo(EntryKind kind, string body) =>
        Assert.NotEmpty(_checks.Check(Version(kind, body)));

    [Theory]
    [InlineData(
        EntryKind.Prompt,
        """
        {"format_version":1,"type":"text","messages":[{"role":"user","content":"{{x}}"}],
         "variables":{"properties":{"x":{"type":"string"}}},"output_schema":{"$ref":"components/nobody"}}
        """)]
    [InlineData(EntryKind.Schema, """{"type":"object","properties":{"a":{"$ref":"components/nobody"}}}""")]
    [InlineData(EntryKind.Config, """{"anything":["goes"]}""")]
    public void Check_LeavesReferencesToTheCatalog(EntryKind kind, string body) => Assert.Empty(_checks.Check(Version(kind, body)));

    private static EntryVersion Version(EntryKind kind, string body) =>
        new EntryDraft(kind, "D.", [], CanonicalJson.Parse(Encoding.UTF8.GetBytes(body)))
            .ToVersion(new EntryKey("general", "sample"), 1, VersionSource.Import, DateTimeOffset.UnixEpoch, null, null);
}
