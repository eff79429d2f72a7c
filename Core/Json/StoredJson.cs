using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace PromptIntel.Core.Json;

/// <summary>
/// JSON as a store keeps it: UTF-8 that is parsed when somebody first asks for it, and held parsed from then on, so that a start reads a
/// large catalog without parsing it. Immutable to whoever looks. Safe for concurrent use: threads that race parse equal elements.
/// </summary>
[JsonConverter(typeof(StoredJsonConverter))]
public sealed class StoredJson
{
    // The text; once it is held parsed, the element in its place.
    private volatile object _content;
    private volatile Validity _validity;

    /// <param name="utf8">This object's from now on. Need not be JSON: <see cref="IsValid"/> tells.</param>
    public StoredJson(byte[] utf8)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        _content = utf8;
    }

    private StoredJson(JsonElement element) => (_content, _validity) = (element, Validity.Valid);

    private enum Validity : byte
    {
        Unknown,
        Valid,
        Invalid,
    }

    /// <summary>Whether the text is one JSON value, no deeper than <see cref="StorableJson.MaxWrappedDepth"/>, in valid UTF-8.</summary>
    public bool IsValid
    {
        get
        {
            if (_validity == Validity.Unknown)
            {
                Read();
            }

            return _validity == Validity.Valid;
        }
    }

    /// <summary>Parsed, and held so from now on; <c>{}</c> where it is not valid.</summary>
    public JsonElement Value
    {
        get
        {
            if (_content is JsonElement held)
            {
                return held;
            }

            JsonElement read = Read();
            _content = read;
            return read;
        }
    }

    public static implicit operator StoredJson(JsonElement element) => new(element);

    /// <summary>As <see cref="Value"/>, without holding it: who goes through a whole catalog leaves it as small as it was.</summary>
    public JsonElement Read()
    {
        if (_content is not byte[] text)
        {
            return (JsonElement)_content;
        }

        JsonElement? parsed = Parse(text);
        _validity = parsed is null ? Validity.Invalid : Validity.Valid;
        return parsed ?? CanonicalJson.EmptyObject;
    }

    /// <summary><see cref="Read"/> and <see cref="IsValid"/> at once.</summary>
    public bool TryRead(out JsonElement element)
    {
        element = Read();
        return IsValid;
    }

    private static JsonElement? Parse(byte[] text)
    {
        try
        {
            return Utf8.IsValid(text) ? CanonicalJson.Parse(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
