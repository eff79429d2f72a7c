using System.Runtime.CompilerServices;
using System.Text.Json;

namespace PromptIntel.Api.Tests.Fuzz;

/// <summary>One operation of the committed OpenAPI document.</summary>
/// <param name="Body">The schema of its JSON body; null when it has none.</param>
/// <param name="MediaTypes">What its body may be.</param>
internal sealed record ApiOperation(
    string Method, string Path, IReadOnlyList<ApiParameter> Parameters, JsonElement? Body, IReadOnlyList<string> MediaTypes)
{
    public bool IsStream => Path.EndsWith("/events", StringComparison.Ordinal) || Path == "/api/changes";

    public static (IReadOnlyList<ApiOperation> Operations, JsonElement Schemas) Read([CallerFilePath] string source = "")
    {
        string file = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(source)!, "../../../Api/openapi/v1.json");
        JsonElement document = JsonElement.Parse(File.ReadAllText(file));
        ApiOperation[] operations =
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               select Read(operation.Name.ToUpperInvariant(), path.Name, operation.Value),
        ];
        return (operations, document.GetProperty("components").GetProperty("schemas"));
    }

    // A parameter that is a reference is a header, which the fuzzer has values of its own for.
    private static ApiOperation Read(string method, string path, JsonElement operation)
    {
        ApiParameter[] parameters = operation.TryGetProperty("parameters", out JsonElement listed)
            ? [.. listed.EnumerateArray().Where(one => one.TryGetProperty("in", out _)).Select(one => new ApiParameter(
                one.GetProperty("name").GetString()!, one.GetProperty("in").GetString()!, one.GetProperty("schema")))]
            : [];
        JsonProperty[] bodies = operation.TryGetProperty("requestBody", out JsonElement body)
            ? [.. body.GetProperty("content").EnumerateObject()]
            : [];
        JsonElement? schema = bodies.Length == 1 && bodies[0].Name != "multipart/form-data" ? bodies[0].Value.GetProperty("schema") : null;
        return new ApiOperation(method, path, parameters, schema, [.. bodies.Select(one => one.Name)]);
    }
}

/// <param name="In">path or query.</param>
internal sealed record ApiParameter(string Name, string In, JsonElement Schema);
