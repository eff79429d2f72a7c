using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Workflows.Expressions;

/// <summary>
/// A JSON value with wires in it. A text that is exactly <c>${path}</c> becomes the value with its type; <c>${path}</c> within other
/// text is put in as text (strings as they are, others as compact JSON with every letter as itself); <c>$${</c> is a literal <c>${</c>.
/// What a wire brings is data: it is never searched for wires again.
/// </summary>
internal abstract record WireTemplate
{
    private WireTemplate()
    {
    }

    /// <summary>Nothing inside is wired.</summary>
    public sealed record Constant(JsonElement Value) : WireTemplate
    {
        public override void WriteTo<TSource>(WireWriter writer, in TSource source) => writer.Write(Value);
    }

    public sealed record Reference(WirePath Path) : WireTemplate
    {
        public override void WriteTo<TSource>(WireWriter writer, in TSource source)
        {
            if (Path.Resolve(source) is { } value)
            {
                writer.Write(value);
            }
            else
            {
                writer.Json.WriteNullValue();
            }
        }
    }

    /// <summary>Literal texts and paths in turn; a part is one of them.</summary>
    public sealed record Text(ImmutableArray<(string? Literal, WirePath? Path)> Parts) : WireTemplate
    {
        public override void WriteTo<TSource>(WireWriter writer, in TSource source)
        {
            var text = new StringBuilder();

            foreach ((string? literal, WirePath? path) in Parts)
            {
                JsonElement? value = path?.Resolve(source);

                // Raw is never shorter than the text, so that nothing is made that will not fit.
                if (!writer.TryTake(literal?.Length ?? (value is { } wired ? JsonMarshal.GetRawUtf8Value(wired).Length : 0)))
                {
                    return;
                }

                text.Append(literal ?? (value is { } data ? TextOf(data) : null));
            }

            writer.Json.WriteStringValue(text.ToString());
        }

        private static string TextOf(JsonElement value) =>
            value.ValueKind == JsonValueKind.String ? value.GetString()! : PlainJson.Write(value);
    }

    public sealed record Members(ImmutableArray<(string Name, WireTemplate Value)> Items) : WireTemplate
    {
        public override void WriteTo<TSource>(WireWriter writer, in TSource source)
        {
            writer.Json.WriteStartObject();

            foreach ((string name, WireTemplate value) in Items)
            {
                writer.Json.WritePropertyName(name);
                value.WriteTo(writer, source);
            }

            writer.Json.WriteEndObject();
        }
    }

    /// <summary>The properties of a wired object over constant ones.</summary>
    public sealed record Overlay(JsonElement Constants, WirePath Path) : WireTemplate
    {
        public override void WriteTo<TSource>(WireWriter writer, in TSource source)
        {
            JsonElement? value = Path.Resolve(source);
            writer.Json.WriteStartObject();

            foreach (JsonProperty constant in Constants.EnumerateObject())
            {
                if (value is not { ValueKind: JsonValueKind.Object } || !value.Value.TryGetProperty(constant.Name, out _))
                {
                    Write(writer, constant);
                }
            }

            if (value is { ValueKind: JsonValueKind.Object } members)
            {
                foreach (JsonProperty property in members.EnumerateObject())
                {
                    Write(writer, property);
                }
            }

            writer.Json.WriteEndObject();
        }

        private static void Write(WireWriter writer, JsonProperty property)
        {
            writer.Json.WritePropertyName(property.Name);
            writer.Write(property.Value);
        }
    }

    public sealed record Elements(ImmutableArray<WireTemplate> Items) : WireTemplate
    {
        public override void WriteTo<TSource>(WireWriter writer, in TSource source)
        {
            writer.Json.WriteStartArray();

            foreach (WireTemplate item in Items)
            {
                item.WriteTo(writer, source);
            }

            writer.Json.WriteEndArray();
        }
    }

    /// <summary>Every wire in it, in its order.</summary>
    public IEnumerable<WirePath> Wires() => this switch
    {
        Reference reference => [reference.Path],
        Text text => text.Parts.Select(part => part.Path).OfType<WirePath>(),
        Members members => members.Items.SelectMany(item => item.Value.Wires()),
        Elements elements => elements.Items.SelectMany(item => item.Wires()),
        Overlay overlay => [overlay.Path],
        _ => [],
    };

    /// <summary>Writes the value with its wires resolved; a wire to nothing writes null.</summary>
    public abstract void WriteTo<TSource>(WireWriter writer, in TSource source)
        where TSource : struct, IWireSource;

    /// <summary>Reads a value; a broken wire is an error at its path and reads as a constant.</summary>
    public static WireTemplate Parse(JsonElement value, string path, List<DefinitionError> errors) => value.ValueKind switch
    {
        JsonValueKind.String => ParseText(value, path, errors),
        JsonValueKind.Object => ParseObject(value, path, errors),
        JsonValueKind.Array => ParseArray(value, path, errors),
        _ => new Constant(value),
    };

    private static WireTemplate ParseObject(JsonElement value, string path, List<DefinitionError> errors)
    {
        ImmutableArray<(string, WireTemplate Value)> items =
            [.. value.EnumerateObject().Select(property => (property.Name, Parse(property.Value, $"{path}.{property.Name}", errors)))];
        return items.All(item => item.Value is Constant) ? new Constant(value) : new Members(items);
    }

    private static WireTemplate ParseArray(JsonElement value, string path, List<DefinitionError> errors)
    {
        ImmutableArray<WireTemplate> items = [.. value.EnumerateArray().Select((item, index) => Parse(item, $"{path}[{index}]", errors))];
        return items.All(item => item is Constant) ? new Constant(value) : new Elements(items);
    }

    private static WireTemplate ParseText(JsonElement value, string path, List<DefinitionError> errors)
    {
        string text = value.GetString()!;

        if (!text.Contains("${", StringComparison.Ordinal))
        {
            return new Constant(value);
        }

        ImmutableArray<(string? Literal, WirePath? Path)> parts = WireText.Split(text, out string? error);

        if (error is not null)
        {
            errors.Add(new DefinitionError(path, "invalid_wire", error));
            return new Constant(value);
        }

        return parts is [{ Path: { } whole }] ? new Reference(whole) : new Text(parts);
    }
}
