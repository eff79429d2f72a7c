namespace PromptIntel.Core.Records;

/// <summary>Which part of a document is written.</summary>
internal enum TextPart
{
    All,

    /// <summary>Tables, and labels with their values.</summary>
    Laid,

    /// <summary>Running text.</summary>
    Prose,
}
