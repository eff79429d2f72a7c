namespace PromptIntel.Extraction.Rules;

/// <summary>How the text of a field's value is read; from the rule's <c>type</c>, else from the schema.</summary>
internal enum FieldKind
{
    /// <summary>Whatever the answer says.</summary>
    Text,

    /// <summary>A proper name: in running text only capitalised words.</summary>
    Name,
    Email,
    Url,
    Phone,
    Date,
    Year,
    Integer,
    Number,
    Percent,
    Currency,
    Boolean,
    Choice,
}
