using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Client;

namespace PromptIntel.Cli.Invocation;

/// <summary>Arguments and options that several commands read alike.</summary>
internal static class CommandArguments
{
    /// <summary><c>namespace/name[@version|@label]</c>.</summary>
    public static Argument<PromptReference> Entry() => new("entry")
    {
        Description = "namespace/name, with @version or @label behind it where one is meant.",
        CustomParser = result =>
        {
            if (!PromptReference.TryParse(result.Tokens[0].Value, out PromptReference? reference))
            {
                result.AddError($"'{result.Tokens[0].Value}' is not namespace/name, namespace/name@version or namespace/name@label.");
            }

            return reference;
        },
    };

    /// <summary><c>--set field=text</c>, <c>field=@file</c> or <c>field:=JSON</c>, as often as there are fields.</summary>
    public static Option<string[]> Set(string description) => new("--set")
    {
        Description = $"{description} field=text, field=@file or field:=JSON; may be repeated.",
        DefaultValueFactory = _ => [],
    };

    /// <summary>What <c>--set</c> says, over an object that may be there already.</summary>
    /// <exception cref="UsageException">One of them cannot be read.</exception>
    public static async Task<JsonObject> ReadFieldsAsync(string[] fields, JsonObject? over, CancellationToken cancellationToken)
    {
        JsonObject result = over ?? [];

        foreach (string field in fields)
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);

            if (equals < 1)
            {
                throw new UsageException($"--set {field}: must be field=text, field=@file or field:=JSON.");
            }

            (string name, string value) = (field[..equals], field[(equals + 1)..]);
            result[name.TrimEnd(':')] = name.EndsWith(':') ? ReadJson(value, $"--set {name}")
                : value.StartsWith('@') ? await ReadFileAsync(value[1..], cancellationToken)
                : value;
        }

        return result;
    }

    /// <summary>A file with a JSON object; <c>-</c> is the standard input.</summary>
    public static async Task<JsonObject> ReadObjectAsync(string path, CancellationToken cancellationToken) =>
        ReadJson(await ReadFileAsync(path, cancellationToken), path) as JsonObject
            ?? throw new UsageException($"{path}: must be a JSON object.");

    public static async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return path == "-"
                ? await Console.In.ReadToEndAsync(cancellationToken)
                : await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(exception.Message);
        }
    }

    private static JsonNode? ReadJson(string text, string where)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{where}: is not JSON: {exception.Message}");
        }
    }
}
