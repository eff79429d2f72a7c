using System.Collections.Immutable;
using System.Text.Json;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>The fields that every authored entry has, and the errors found so far, with their lines.</summary>
internal sealed class AuthoredFields
{
    private readonly YamlJsonResult _source;
    private readonly List<EntryError> _errors = [];

    private AuthoredFields(YamlJsonResult source) => _source = source;

    public string Description { get; private set; } = "";

    public ImmutableArray<string> Tags { get; private set; } = [];

    /// <param name="common">Fields of any entry.</param>
    /// <param name="own">Fields of this kind, every other being an error; null leaves them to the validators of the kind.</param>
    /// <param name="assumed">The description where the text has no such field; null requires one.</param>
    public static AuthoredFields Read(YamlJsonResult source, string[] common, string[]? own, Func<string>? assumed = null)
    {
        var fields = new AuthoredFields(source);
        foreach (JsonProperty property in source.Value.EnumerateObject())
        {
            if (own is not null
                && !common.Contains(property.Name, StringComparer.Ordinal)
                && !own.Contains(property.Name, StringComparer.Ordinal))
            {
                fields.Add(new EntryError(property.Name, $"Unknown field; allowed are {string.Join(", ", common.Concat(own))}."));
            }
        }

        fields.ReadCommon(assumed);
        return fields;
    }

    /// <summary>A text field; null when absent or of another type.</summary>
    public string? Text(string name) =>
        _source.Value.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Adds an error, with the line of its top-level field when it has none.</summary>
    public void Add(EntryError? error)
    {
        if (error is not null)
        {
            int? line = error.Line ?? (_source.Lines.TryGetValue(error.Field.Split('.', '[')[0], out int found) ? found : 1);
            _errors.Add(error with { Line = line });
        }
    }

    public void AddAll(IEnumerable<EntryError> errors)
    {
        foreach (EntryError error in errors)
        {
            Add(error);
        }
    }

    public AuthoredEntry ToEntry(EntryDraft? draft) =>
        new(Text("namespace"), Text("name"), _errors.Count == 0 ? draft : null, [.. _errors]) { Lines = _source.Lines };

    private void ReadCommon(Func<string>? assumed)
    {
        bool hasDescription = _source.Value.TryGetProperty("description", out _);
        Description = Text("description") ?? (hasDescription ? null : assumed?.Invoke()) ?? "";
        if (string.IsNullOrWhiteSpace(Description) && (assumed is null || Text("description") is null))
        {
            Add(new EntryError("description", "A description of one line is required."));
        }

        if (_source.Value.TryGetProperty("name", out JsonElement name)
            && (name.ValueKind != JsonValueKind.String || !EntryKey.IsName(name.GetString())))
        {
            Add(new EntryError("name", $"Must match {EntryKey.NamePattern}."));
        }

        if (!_source.Value.TryGetProperty("tags", out JsonElement tags))
        {
            return;
        }

        if (tags.ValueKind != JsonValueKind.Array || tags.EnumerateArray().Any(tag => tag.ValueKind != JsonValueKind.String))
        {
            Add(new EntryError("tags", "Must be a list of texts."));
            return;
        }

        Tags = [.. tags.EnumerateArray().Select(tag => tag.GetString()!)];
    }
}
