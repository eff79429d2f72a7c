using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Tests.Workflows;

namespace PromptIntel.Core.Tests.Solving;

/// <summary>A solver over three recipes of one stage each, which give back what they are given.</summary>
internal static class SmallSolver
{
    public const string Body = """
        {
          "format_version": 1,
          "input_schema": { "type": "object", "properties": {
            "problem": { "type": "string", "maxLength": 2000 },
            "materials": { "type": "array", "items": { "type": "object" } },
            "answer": { "type": ["object", "null"] } } },
          "max_chain": 2,
          "recipes": [
            { "uses": "workflows/reading", "result": "a record", "takes": { "id": "any document" }, "gives": { "record": "facts value" },
              "picks": { "schema_name": [
                { "value": "components/facts", "makes": "facts" }, { "value": "components/bill", "words": ["bill"] }] },
              "solves": ["type in values", "as data"] },
            { "uses": "workflows/drafting", "result": "a contract", "takes": { "text": "questionnaire text" },
              "gives": { "contract": "contract text" },
              "solves": ["draft contract", "write contract"] },
            { "uses": "workflows/judging", "result": "an analysis", "takes": { "facts": "facts value", "text": "questionnaire text" },
              "solves": ["analyse", "risks"] },
            { "uses": "workflows/checking", "result": "a review", "takes": { "contract": "contract text" },
              "solves": ["review contract", "check contract"] }
          ],
          "kinds": { "contract": ["agreement", "clause"], "questionnaire": ["questionnaire", "answers"] },
          "common": ["league", "page"],
          "vague": ["look", "handle", "something"],
          "outside": ["translate", "logo"]
        }
        """;

    public static EntryVersion AddTo(TestCatalog catalog)
    {
        catalog.AddEcho("echo");
        catalog.AddRecipe(
            "reading",
            """[{"id":"read","uses":"echo","with":{"record":{"of":"${input.id}","as":"${input.schema_name}"}}}]""",
            """{"record":"${stages.read.output.record}"}""",
            """{"type":"object","required":["id","schema_name"],"properties":{"id":{"type":"string"},"schema_name":{"type":"string"}}}""");
        catalog.AddRecipe(
            "drafting",
            """[{"id":"draft","uses":"echo","with":{"contract":"For: ${input.text}"}}]""",
            """{"contract":"${stages.draft.output.contract}"}""",
            """{"type":"object","required":["text"],"properties":{"text":{"type":"string"}}}""");
        catalog.AddRecipe(
            "judging",
            """[{"id":"judge","uses":"echo","with":{"facts":"${input.facts}","text":"${input.text}"}}]""",
            """{"seen":"${stages.judge.output}"}""",
            """{"type":"object","properties":{"facts":{"type":"object"},"text":{"type":"string"}}}""");
        catalog.AddRecipe(
            "checking",
            """[{"id":"check","uses":"echo","with":{"contract":"${input.contract}"}}]""",
            """{"checked":"${stages.check.output.contract}"}""",
            """{"type":"object","required":["contract"],"properties":{"contract":{"type":"string"}}}""");
        return catalog.Add(EntryKind.Solver, "workflows/solve", Body);
    }

    public static JsonElement Input(string? problem, params object[] materials) =>
        JsonSerializer.SerializeToElement(new { problem, materials });

    public static object Text(string name, string kind, string text) => new { name, kind, text };

    public static object Document(string name, string kind) => new { name, kind, document_id = new string('a', 64) };
}
