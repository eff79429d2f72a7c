using System.Text;
using System.Text.Json;

using PromptIntel.Core.Schemas;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Schemas;

/// <summary>
/// The public suite of JSON Schema 2020-12, where it is beside the repository. Each case is answered as the suite says, or its schema is
/// refused for a reason of docs/json-schema.md; the exact counts are asserted, so that neither is lost unseen.
/// </summary>
public sealed class JsonSchemaSuiteTests
{
    // The suite takes formats for remarks; here they are enforced (docs/json-schema.md).
    private const string Formats = "format.json";

    private static readonly (string Text, string Reason)[] Reasons =
    [
        ("only references within the schema", "a reference that leaves the schema"),
        ("$id of its own", "a reference or an anchor below a nested $id"),
        ("there is nothing at", "a reference to nothing"),
        ("use $ref", "$dynamicRef"),
        ("must be the address of JSON Schema", "another dialect"),
        ("regular expression", "a pattern of another dialect (\\p{Letter})"),
        ("must be a list of values", "an empty enum"),
        ("A JSON Schema is an object", "true or false alone"),
    ];

    private const string Expected = """
        passed 1140, formats enforced 6
        6 $dynamicRef
        5 a pattern of another dialect (\p{Letter})
        13 a reference or an anchor below a nested $id
        100 a reference that leaves the schema
        6 an empty enum
        5 another dialect
        18 true or false alone
        """;

    private readonly JsonSchemaValidator _validator = new();

    [Fact]
    public void Suite_IsAnsweredAsItSaysOrRefusedByName()
    {
        string folder = Find() ?? "";
        Assert.SkipWhen(folder.Length == 0, "The public suites (shared/suites) are not beside this repository.");
        var refused = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var wrong = new List<string>();
        int passed = 0;
        int enforced = 0;

        foreach (string file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            foreach (JsonElement group in JsonElement.Parse(File.ReadAllBytes(file)).EnumerateArray())
            {
                JsonElement schema = group.GetProperty("schema");
                string? problem = _validator.CheckSchema(schema);

                foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
                {
                    string name = $"{Path.GetFileName(file)}: {group.GetProperty("description")}: {test.GetProperty("description")}";
                    bool isValid = problem is null && _validator.Validate(schema, test.GetProperty("data")).IsEmpty;

                    if (problem is not null)
                    {
                        string reason = Reasons.FirstOrDefault(reason => problem.Contains(reason.Text, StringComparison.Ordinal)).Reason
                            ?? $"{name}: {problem}";
                        refused[reason] = refused.GetValueOrDefault(reason) + 1;
                    }
                    else if (isValid == test.GetProperty("valid").GetBoolean())
                    {
                        passed++;
                    }
                    else if (Path.GetFileName(file) == Formats && !isValid)
                    {
                        enforced++;
                    }
                    else
                    {
                        wrong.Add(name);
                    }
                }
            }
        }

        Assert.Empty(wrong);
        string shown = Show(refused, passed, enforced);
        Assert.True(shown == Expected, shown);
    }

    private static string Show(SortedDictionary<string, int> refused, int passed, int enforced)
    {
        var text = new StringBuilder($"passed {passed}, formats enforced {enforced}");

        foreach ((string reason, int count) in refused)
        {
            text.Append('\n').Append(count).Append(' ').Append(reason);
        }

        return text.ToString();
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new DirectoryInfo(SourceTree.Root).Parent; folder is not null; folder = folder.Parent)
        {
            string suite = Path.Combine(folder.FullName, "shared", "suites", "json-schema-2020-12");

            if (Directory.Exists(suite))
            {
                return suite;
            }
        }

        return null;
    }
}
