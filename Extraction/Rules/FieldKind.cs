namespace PromptIntel.Extraction.Rules;

/// <summary>How the text of a field's value is read; from the rule's <c>type</c>, else from the schema.</summary>
internal enum FieldKind
{
    /// <summary>Whatever the answer says.</summary>
    Text,

    /// <summary>A proper name: in running text only capitalised words.</summary>
    Name,

    /// <summary>A proper name that ends in a legal form ("Ltd", "GmbH"), or whatever name a label gives.</summary>
    Company,

    /// <summary>Digits with letters and marks that tell a thing in a register ("HRB 31877").</summary>
    Code,
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
