using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

using HandlebarsDotNet;
using HandlebarsDotNet.IO;

using PromptIntel.Core.Catalog.Templates;

namespace PromptIntel.Core.Tests.Catalog.Templates;

/// <summary>Handlebars.Net, set up as the product's templates are read: no HTML escaping, values as JSON writes them.</summary>
internal static class HandlebarsOracle
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly IHandlebars Environment = Create();

    /// <summary>The text; throws what Handlebars throws.</summary>
    public static string Render(string template, JsonElement variables) => Environment.Compile(template)(Plain(variables)!);

    private static IHandlebars Create()
    {
        var configuration = new HandlebarsConfiguration { NoEscape = true, FormatProvider = CultureInfo.InvariantCulture };
        configuration.FormatterProviders.Add(new JsonFormatter());
        IHandlebars environment = Handlebars.Create(configuration);
        environment.RegisterHelper("default", (_, arguments) => IsMissing(arguments[0]) ? arguments[1] : arguments[0]);
        environment.RegisterHelper("eq", (_, arguments) => Text(arguments[0]) == Text(arguments[1]));
        environment.RegisterHelper(
            "join",
            (_, arguments) => arguments[0] is object?[] list ? string.Join(Text(arguments[1]), list.Select(Text)) : Text(arguments[0]));

        // What is compared is how templates are read; these write the product's own forms, which have tests of their own.
        foreach (string name in (string[])["money", "date", "number"])
        {
            environment.RegisterHelper(
                name, (_, arguments) => Own(name, Value(arguments[0]), arguments.Length > 1 ? Value(arguments[1]) : TemplateValue.Missing));
        }

        return environment;
    }

    private static string Own(string name, TemplateValue first, TemplateValue second)
    {
        using var output = new TemplateOutput(TemplateLimits.Default, TimeProvider.System, CancellationToken.None);
        return output.TextOf(TemplateFunction.Find(name)!.Apply(first, second, output));
    }

    private static TemplateValue Value(object? value) =>
        IsMissing(value) ? TemplateValue.Missing : new TemplateValue(JsonSerializer.SerializeToElement(value));

    private static object? Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(property => property.Name, property => Plain(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().Select(Plain).ToArray(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out long whole) ? whole : element.GetDecimal(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static bool IsMissing(object? value) => value is null or "" or UndefinedBindingResult;

    private static string Text(object? value) => value switch
    {
        null or UndefinedBindingResult => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(value, Readable),
    };

    private sealed class JsonFormatter : IFormatterProvider, IFormatter
    {
        public bool TryCreateFormatter(Type type, [MaybeNullWhen(false)] out IFormatter formatter)
        {
            formatter = type == typeof(bool) || type == typeof(Dictionary<string, object?>) || type == typeof(object?[]) ? this : null;
            return formatter is not null;
        }

        public void Format<T>(T value, in EncodedTextWriter writer) => writer.Write(Text(value), encode: false);
    }
}
