namespace PromptIntel.Web.Layout;

/// <summary>Texts in the fields of pages that are written as HTML.</summary>
internal static class TextArea
{
    /// <summary>The content of a textarea: HTML drops one line break that it begins with, so it begins with one of ours.</summary>
    public static string Content(string? text) => $"\n{text}";
}
