using System.Text.Json;

using PromptIntel.Core.Schemas.Rules;

namespace PromptIntel.Core.Schemas;

/// <summary>Reads the keywords of one schema into its rules. A keyword that is not known is an annotation.</summary>
internal sealed class KeywordReader(SchemaCompiler compiler, JsonElement schema, SchemaNode node)
{
    /// <summary>Under these stands data, not a schema.</summary>
    public static readonly IReadOnlySet<string> WithValues = new HashSet<string>(StringComparer.Ordinal) { "enum", "const", "default", "examples", "example" };

    /// <summary>Under these the names are the author's, not keywords.</summary>
    public static readonly IReadOnlySet<string> WithNames =
        new HashSet<string>(StringComparer.Ordinal) { "properties", "patternProperties", "dependentSchemas", "definitions", "$defs" };

    private static readonly HashSet<string> Dialects = new(
        new[] { "draft/2020-12", "draft/2019-09", "draft-07", "draft-06", "draft-04" }.SelectMany(draft => new[] { $"http://json-schema.org/{draft}/schema", $"https://json-schema.org/{draft}/schema" }),
        StringComparer.Ordinal);

    private readonly ObjectRule _object = new();
    private readonly ArrayRule _array = new();
    private readonly TextRule _text = new();
    private readonly NumberRule _number = new();
    private bool _hasObject;
    private bool _hasArray;
    private bool _hasText;
    private bool _hasNumber;
    private SchemaNode? _if;
    private SchemaNode? _then;
    private SchemaNode? _else;

    public void Read()
    {
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            string name = keyword.Name;
            compiler.At(name, keyword.Value, value => ReadCore(name, value) || ReadValue(name, value) || ReadMembers(name, value) || ReadItems(name, value) || ReadChoice(name, value));

            if (compiler.Problem is not null)
            {
                return;
            }
        }

        AddIf(_hasText, _text);
        AddIf(_hasNumber, _number);
        AddIf(_hasObject, _object);
        AddIf(_hasArray, _array);

        if (_if is not null)
        {
            Add(new ConditionRule(_if, _then, _else));
        }
    }

    private bool ReadCore(string keyword, JsonElement value)
    {
        switch (keyword)
        {
            case "$schema":
                return Expect(Text(value) is { } dialect && Dialects.Contains(dialect.TrimEnd('#')), "must be the address of JSON Schema 2020-12 or of an older draft.");
            case "$id":
                return Expect(Text(value) is not null, "must be a text.");
            case "$ref":
                return Expect(Text(value) is not null, "must be a text.") && Add(compiler.Refer(value.GetString()!));
            case "$anchor" or "$dynamicAnchor":
                if (Expect(Text(value) is not null, "must be a text."))
                {
                    compiler.Name(value.GetString()!, node);
                }

                return true;
            case "$dynamicRef" or "$recursiveRef" or "$recursiveAnchor" or "dependencies":
                return Expect(false, keyword == "dependencies" ? "is not supported; use dependentRequired or dependentSchemas." : "is not supported; use $ref.");
            case "$defs" or "definitions":
                Map(value, (_, _) => { });
                return true;
            default:
                return false;
        }
    }

    private bool ReadValue(string keyword, JsonElement value)
    {
        switch (keyword)
        {
            case "type":
                return Types(value) is { } types && AddFirst(new TypeRule(types));
            case "enum":
                return Expect(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0, "must be a list of values.") && Add(new EnumRule([.. value.EnumerateArray()]));
            case "const":
                return Add(new EnumRule([value]));
            case "minLength":
                return _hasText |= Count(value, _text.AtLeast);
            case "maxLength":
                return _hasText |= Count(value, _text.AtMost);
            case "pattern":
                return Expect(Text(value) is not null, "must be a regular expression.") && compiler.Pattern(value.GetString()!) is { } pattern && (_hasText = Do(() => _text.Matching(pattern)));
            case "format":
                return Expect(Text(value) is not null, "must be a text.") && SchemaFormats.Find(value.GetString()!) is { } isOfFormat && (_hasText = Do(() => _text.OfFormat(value.GetString()!, isOfFormat)));
            case "minimum":
                return _hasNumber |= Bound(value, _number.AtLeast);
            case "maximum":
                return _hasNumber |= Bound(value, _number.AtMost);
            case "exclusiveMinimum":
                return _hasNumber |= Bound(value, _number.MoreThan);
            case "exclusiveMaximum":
                return _hasNumber |= Bound(value, _number.LessThan);
            case "multipleOf":
                return _hasNumber |= Expect(value.ValueKind == JsonValueKind.Number && value.GetDouble() > 0, "must be a number above 0.") && Do(() => _number.MultipleOf(value));
            default:
                return false;
        }
    }

    private bool ReadMembers(string keyword, JsonElement value)
    {
        switch (keyword)
        {
            case "properties":
                return _hasObject = Map(value, _object.Declare);
            case "required":
                return _hasObject |= Names(value) is { } names && Do(() => names.ForEach(_object.Require));
            case "additionalProperties":
                _object.Additional = compiler.Read(value);
                return _hasObject = true;
            case "patternProperties":
                return _hasObject = Map(value, (name, schema) => _object.ByPattern.Add((compiler.Pattern(name)!, schema)), name => compiler.Pattern(name) is not null);
            case "propertyNames":
                _object.Names = compiler.Read(value);
                return _hasObject = true;
            case "minProperties":
                return _hasObject |= Count(value, count => _object.AtLeast = count);
            case "maxProperties":
                return _hasObject |= Count(value, count => _object.AtMost = count);
            case "dependentRequired":
                return _hasObject |= Expect(value.ValueKind == JsonValueKind.Object, "must be an object.") && ReadDependent(value);
            case "dependentSchemas":
                var schemas = new List<(string, SchemaNode)>();
                return Map(value, (name, schema) => schemas.Add((name, schema))) && Add(new DependentRule(schemas));
            case "unevaluatedProperties":
                (node.Unevaluated ??= new UnevaluatedRule()).Members = compiler.Read(value);
                return true;
            default:
                return false;
        }
    }

    private bool ReadItems(string keyword, JsonElement value)
    {
        switch (keyword)
        {
            // As the older drafts write it: a list of the first items, and the rest under another name.
            case "items" when value.ValueKind == JsonValueKind.Array:
            case "prefixItems":
                _array.Prefix = Schemas(value);
                return _hasArray = true;
            case "additionalItems" when schema.TryGetProperty("items", out JsonElement first) && first.ValueKind == JsonValueKind.Array:
            case "items":
                _array.Items = compiler.Read(value);
                return _hasArray = true;
            case "minItems":
                return _hasArray |= Count(value, count => _array.AtLeast = count);
            case "maxItems":
                return _hasArray |= Count(value, count => _array.AtMost = count);
            case "uniqueItems":
                return _hasArray |= Expect(value.ValueKind is JsonValueKind.True or JsonValueKind.False, "must be true or false.") && Do(() => _array.IsUnique = value.GetBoolean());
            case "contains":
                _array.Contains = compiler.Read(value);
                return _hasArray = true;
            case "minContains":
                return Count(value, count => _array.AtLeastContained = count);
            case "maxContains":
                return Count(value, count => _array.AtMostContained = count);
            case "unevaluatedItems":
                (node.Unevaluated ??= new UnevaluatedRule()).Items = compiler.Read(value);
                return true;
            default:
                return false;
        }
    }

    private bool ReadChoice(string keyword, JsonElement value) => keyword switch
    {
        "allOf" => Add(new AllOfRule(Schemas(value))),
        "anyOf" => Add(new AnyOfRule(Schemas(value), isOnlyOne: false)),
        "oneOf" => Add(new AnyOfRule(Schemas(value), isOnlyOne: true)),
        "not" => Add(new NotRule(compiler.Read(value))),
        "if" => Do(() => _if = compiler.Read(value)),
        "then" => Do(() => _then = compiler.Read(value)),
        "else" => Do(() => _else = compiler.Read(value)),
        _ => false,
    };

    private bool ReadDependent(JsonElement map)
    {
        foreach (JsonProperty property in map.EnumerateObject())
        {
            if (compiler.At(property.Name, property.Value, Names) is { } others)
            {
                _object.Dependent.Add((property.Name, others));
            }
        }

        return true;
    }

    private bool Map(JsonElement map, Action<string, SchemaNode> add, Func<string, bool>? check = null)
    {
        if (!Expect(map.ValueKind == JsonValueKind.Object, "must be an object."))
        {
            return false;
        }

        foreach (JsonProperty property in map.EnumerateObject())
        {
            SchemaNode? schema = compiler.At(property.Name, property.Value, value => check?.Invoke(property.Name) == false ? null : compiler.Read(value));

            if (schema is null || compiler.Problem is not null)
            {
                return false;
            }

            add(property.Name, schema);
        }

        return true;
    }

    private SchemaNode[] Schemas(JsonElement list) =>
        Expect(list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0, "must be a list of schemas.")
            ? [.. list.EnumerateArray().Select((item, index) => compiler.At($"{index}", item, compiler.Read))]
            : [];

    private List<string>? Names(JsonElement list) =>
        Expect(list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String), "must be a list of names.")
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : null;

    private List<string>? Types(JsonElement type)
    {
        List<string> types = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(name => Text(name) ?? "")] : [Text(type) ?? ""];
        return Expect(types.Count > 0 && types.All(TypeRule.IsName), TypeRule.NamesExpected) ? types : null;
    }

    /// <summary>A count beyond what anything has is as good as the largest.</summary>
    private bool Count(JsonElement value, Action<int> set) =>
        Expect(value.ValueKind == JsonValueKind.Number && JsonNumber.IsWhole(value) && value.GetDouble() >= 0, "must be a whole number from 0.")
        && Do(() => set((int)Math.Min(int.MaxValue, value.GetDouble())));

    private bool Bound(JsonElement value, Action<JsonElement> set) => Expect(value.ValueKind == JsonValueKind.Number, "must be a number.") && Do(() => set(value));

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private bool Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            compiler.Fail(otherwise);
        }

        return holds;
    }

    private static bool Do(Action act)
    {
        act();
        return true;
    }

    private bool Add(SchemaRule? rule)
    {
        if (rule is not null)
        {
            node.Rules.Add(rule);
        }

        return true;
    }

    private bool AddFirst(SchemaRule rule)
    {
        node.Rules.Insert(0, rule);
        return true;
    }

    private void AddIf(bool isUsed, SchemaRule rule)
    {
        if (isUsed)
        {
            node.Rules.Add(rule);
        }
    }
}
