using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Exchange;

/// <summary>A file of another tool. For one import, on one thread.</summary>
/// <param name="path">From the folder that is imported, with slashes.</param>
public sealed class SourceFile(string path, ReadOnlyMemory<byte> bytes)
{
    private readonly Lazy<(string? Text, EntryError? Fault)> _text = new(() =>
    {
        string? text = Utf8Text.Decode(bytes.Span, out EntryError? fault);
        return (text is null ? null : MessageText.WithLineFeeds(text), fault);
    });

    private (JsonElement? Value, EntryError? Error)? _value;
    private FrontMatterReading? _front;

    public string Path => path;

    /// <summary>In lower case, with its dot; empty for none.</summary>
    internal string Extension => System.IO.Path.GetExtension(path).ToLowerInvariant();

    internal string Name => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Empty for a file that stands in no folder.</summary>
    internal string Folder => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";

    /// <summary>The path without the extension: what the entry is called by.</summary>
    internal string Stem => path[..^System.IO.Path.GetExtension(path).Length];

    /// <summary>With line feeds alone; null for what is no UTF-8, and <see cref="Fault"/> says where.</summary>
    internal string? Text => _text.Value.Text;

    internal EntryError? Fault => _text.Value.Fault;

    /// <summary>The front matter of <see cref="Text"/>, which is there.</summary>
    internal FrontMatterReading Front => _front ??= FrontMatter.Read(Text!);

    /// <summary>The file as YAML, or JSON by its name; null, and the reason, for what is neither.</summary>
    internal JsonElement? Read(out EntryError? error)
    {
        _value ??= Text is null ? (null, Fault) : Extension == ".json" ? ReadJson(Text) : ReadYaml(Text);
        error = _value.Value.Error;
        return _value.Value.Value;
    }

    /// <summary>The names at the top of an object in YAML or JSON; none for anything else.</summary>
    internal ImmutableHashSet<string> TopNames() => Read(out _) is { ValueKind: JsonValueKind.Object } value
        ? [.. value.EnumerateObject().Select(field => field.Name)]
        : [];

    private static (JsonElement?, EntryError?) ReadYaml(string text)
    {
        YamlJsonResult result = YamlJson.Parse(text);
        return result.Error is null ? (result.Value, null) : (null, result.Error);
    }

    private static (JsonElement?, EntryError?) ReadJson(string text)
    {
        try
        {
            JsonElement value = CanonicalJson.Parse(System.Text.Encoding.UTF8.GetBytes(text));
            return StorableJson.FaultOf(value) is { } fault ? (null, new EntryError(fault.Path, $"It {fault.Message}.")) : (value, null);
        }
        catch (JsonException exception)
        {
            return (null, new EntryError("", "The JSON does not parse, or is nested too deep.")
            {
                Line = (int)(exception.LineNumber ?? 0) + 1,
            });
        }
    }
}
