using System.Diagnostics.CodeAnalysis;
using System.Globalization;

using HandlebarsDotNet;
using HandlebarsDotNet.IO;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>Writes a template filled with variables.</summary>
internal delegate string Template(TemplateObject variables);

/// <summary>The one template environment: no HTML escaping, no partials, invariant culture, the helpers of prompts.</summary>
internal static class Templates
{
    private static readonly IHandlebars Environment = CreateEnvironment();

    // Registering and compiling share the environment's tables; rendering does not.
    private static readonly Lock Compiling = new();

    /// <exception cref="FormatException">The template does not parse.</exception>
    public static Template Compile(string text)
    {
        if (!text.Contains("{{", StringComparison.Ordinal))
        {
            return _ => text;
        }

        try
        {
            lock (Compiling)
            {
                HandlebarsTemplate<object, object> compiled = Environment.Compile(text);
                return variables => compiled(variables);
            }
        }
        catch (HandlebarsException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    private static IHandlebars CreateEnvironment()
    {
        var configuration = new HandlebarsConfiguration
        {
            NoEscape = true,
            FormatProvider = CultureInfo.InvariantCulture,
        };
        configuration.FormatterProviders.Add(new JsonFormatter());
        IHandlebars environment = Handlebars.Create(configuration);
        TemplateFunctions.Register(environment);
        return environment;
    }

    /// <summary>Writes booleans, objects and arrays as JSON does; .NET would write <c>True</c> and type names.</summary>
    private sealed class JsonFormatter : IFormatterProvider, IFormatter
    {
        public bool TryCreateFormatter(Type type, [MaybeNullWhen(false)] out IFormatter formatter)
        {
            formatter = type == typeof(bool) || type == typeof(TemplateObject) || type == typeof(TemplateList) ? this : null;
            return formatter is not null;
        }

        public void Format<T>(T value, in EncodedTextWriter writer) => writer.Write(TemplateText.Of(value), encode: false);
    }
}
