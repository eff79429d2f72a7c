using System.Globalization;

using NJsonSchema;
using NJsonSchema.Validation;

namespace PromptIntel.Core.Workflows.Schemas;

/// <summary>Says in plain words what the library found, without the value itself.</summary>
internal static class SchemaViolations
{
    public static IEnumerable<SchemaViolation> From(IEnumerable<ValidationError> errors) => errors.SelectMany(Innermost).Select(From).Distinct();

    /// <summary>What is wrong inside an item, or with the one type beside null, says more than that the item or the types do not match.</summary>
    private static IEnumerable<ValidationError> Innermost(ValidationError error) => error switch
    {
        ChildSchemaValidationError { Kind: ValidationErrorKind.ArrayItemNotValid or ValidationErrorKind.AdditionalItemNotValid or ValidationErrorKind.AdditionalPropertiesNotValid } child =>
            child.Errors.Values.SelectMany(errors => errors).SelectMany(Innermost),
        MultiTypeValidationError multi when multi.Errors.Where(pair => pair.Key != JsonObjectType.Null).ToList() is [{ Value: { Count: > 0 } only }] => only.SelectMany(Innermost),
        _ => [error],
    };

    private static SchemaViolation From(ValidationError error)
    {
        (string code, string detail) = Describe(error);
        return new SchemaViolation(PathOf(error), code, detail);
    }

    private static (string Code, string Detail) Describe(ValidationError error)
    {
        JsonSchema schema = error.Schema;
        return error.Kind switch
        {
            ValidationErrorKind.PropertyRequired => ("required", $"The field '{error.Property}' is required."),
            ValidationErrorKind.NoAdditionalPropertiesAllowed => ("additional_property", $"The field '{error.Property}' is not allowed."),
            ValidationErrorKind.NotInEnumeration => ("enum", $"Must be one of {string.Join(", ", schema.ActualSchema.Enumeration.Select(value => value ?? "null"))}."),
            ValidationErrorKind.StringTooShort => ("too_short", Number($"Must have at least {schema.MinLength} characters.")),
            ValidationErrorKind.StringTooLong => ("too_long", Number($"Must have at most {schema.MaxLength} characters.")),
            ValidationErrorKind.PatternMismatch => ("pattern", $"Must match the pattern {schema.Pattern}."),
            ValidationErrorKind.NumberTooSmall => ("too_small", Number($"Must be {(schema.IsExclusiveMinimum ? "more than" : "at least")} {schema.Minimum ?? schema.ExclusiveMinimum}.")),
            ValidationErrorKind.NumberTooBig => ("too_big", Number($"Must be {(schema.IsExclusiveMaximum ? "less than" : "at most")} {schema.Maximum ?? schema.ExclusiveMaximum}.")),
            ValidationErrorKind.NumberNotMultipleOf => ("multiple_of", Number($"Must be a multiple of {schema.MultipleOf}.")),
            ValidationErrorKind.TooFewItems => ("too_few", Number($"Must have at least {schema.MinItems} items.")),
            ValidationErrorKind.TooManyItems => ("too_many", Number($"Must have at most {schema.MaxItems} items.")),
            ValidationErrorKind.ItemsNotUnique => ("not_unique", "Every item must differ from the others."),
            ValidationErrorKind.NotAnyOf or ValidationErrorKind.NotOneOf or ValidationErrorKind.NotAllOf => ("no_match", "Matches none of the allowed shapes, or more than one where one is asked for."),
            ValidationErrorKind.ExcludedSchemaValidates => ("excluded", "Has a shape that is excluded."),
            ValidationErrorKind.StringExpected => Type(schema, "a text"),
            ValidationErrorKind.NumberExpected => Type(schema, "a number"),
            ValidationErrorKind.IntegerExpected => Type(schema, "a whole number"),
            ValidationErrorKind.BooleanExpected => Type(schema, "true or false"),
            ValidationErrorKind.ObjectExpected => Type(schema, "an object"),
            ValidationErrorKind.ArrayExpected => Type(schema, "a list"),
            ValidationErrorKind.NullExpected => Type(schema, "null"),
            ValidationErrorKind.NoTypeValidates => ("type", $"Must be of type {schema.Type.ToString().ToUpperInvariant()}."),
            _ when schema.Format is { } format => ("format", $"Must be in the format '{format}'."),
            _ => ("invalid", $"Does not satisfy the rule {error.Kind}."),
        };
    }

    private static (string Code, string Detail) Type(JsonSchema schema, string expected) =>
        ("type", schema.Type.HasFlag(JsonObjectType.Null) ? $"Must be {expected} or null." : $"Must be {expected}.");

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // The library writes #/contacts[0].email; a missing or forbidden field belongs to the object that has or lacks it.
    private static string PathOf(ValidationError error)
    {
        string path = (error.Path ?? "").TrimStart('#', '/');
        bool endsWithField = error.Kind is ValidationErrorKind.PropertyRequired or ValidationErrorKind.NoAdditionalPropertiesAllowed;
        return endsWithField && !path.EndsWith(error.Property ?? "", StringComparison.Ordinal) ? Join(path, error.Property!) : path;
    }

    private static string Join(string path, string field) => path.Length == 0 ? field : $"{path}.{field}";
}
