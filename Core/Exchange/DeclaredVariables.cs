using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Exchange;

/// <summary>The variables that a file declares, in its order.</summary>
internal sealed class DeclaredVariables
{
    private readonly JsonObject _properties = [];
    private readonly List<string> _required = [];
    private readonly Dictionary<string, string> _kinds = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => [.. _properties.Select(property => property.Key)];

    public bool Has(string name) => _properties.ContainsKey(name);

    /// <summary>The last word on a name counts.</summary>
    /// <param name="kind">What the file calls its type; null where it does not.</param>
    public void Add(string name, JsonObject schema, bool isRequired, string? kind = null)
    {
        if (kind is not null)
        {
            _kinds[name] = kind;
        }

        _properties[name] = schema.DeepClone();
        _required.Remove(name);
        if (isRequired && !schema.ContainsKey("default"))
        {
            _required.Add(name);
        }
    }

    /// <summary>What becomes messages is no variable of a template.</summary>
    public void Remove(string name)
    {
        _properties.Remove(name);
        _required.Remove(name);
    }

    /// <summary>The schema of one; null for none.</summary>
    public JsonObject? Find(string name) => _properties[name] as JsonObject;

    /// <summary>What the file calls the type of one; null where it does not.</summary>
    public string? KindOf(string name) => _kinds.GetValueOrDefault(name);

    public JsonElement ToSchema()
    {
        if (_properties.Count == 0)
        {
            return CanonicalJson.EmptyObject;
        }

        var schema = new JsonObject { ["type"] = "object" };
        if (_required.Count > 0)
        {
            schema["required"] = new JsonArray([.. _required.Select(name => (JsonNode)name)]);
        }

        schema["properties"] = _properties.DeepClone();
        return schema.ToElement();
    }
}
