using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Web.Gateway;

/// <summary>What the API refused, for a person.</summary>
/// <param name="Fields">What is wrong with which field.</param>
public sealed record Problem(int Status, string? Code, string Title, string Detail, ImmutableArray<(string Field, string Reason)> Fields)
{
    public static Problem Of(OwnAnswer answer)
    {
        if (!answer.IsJson || answer.Json is not { ValueKind: JsonValueKind.Object } problem)
        {
            return new Problem(answer.Status, null, $"The service answered {answer.Status}", answer.Detail, []);
        }

        return new Problem(
            answer.Status, Text(problem, "code"), Text(problem, "title") ?? $"The service answered {answer.Status}",
            Text(problem, "detail") ?? "",
            problem.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind == JsonValueKind.Object
                ? [.. errors.EnumerateObject().Select(field => (field.Name, Reasons(field.Value)))]
                : []);
    }

    /// <summary>All of it in one line.</summary>
    public override string ToString() => string.Join(
        ' ',
        new[] { Detail.Length > 0 ? $"{Title}: {Detail}" : $"{Title}." }.Concat(Fields.Select(field => $"{field.Field}: {field.Reason}.")));

    private static string? Text(JsonElement problem, string name) =>
        problem.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static string Reasons(JsonElement reasons) => reasons.ValueKind == JsonValueKind.Array
        ? string.Join("; ", reasons.EnumerateArray().Select(reason => reason.ToString()))
        : reasons.ToString();
}
