using System.Text.Encodings.Web;

namespace PromptIntel.Core.Execution.Storage;

/// <summary>How a text may stand within JSON that somebody else wrote.</summary>
public static class JsonForms
{
    /// <summary>
    /// With its letters as they are, and with those beyond ASCII by their numbers; quotes and backslashes escaped in both.
    /// </summary>
    public static IReadOnlyList<string> Of(string text)
    {
        string plain = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);
        string escaped = JavaScriptEncoder.Default.Encode(text);
        return plain == escaped ? [plain] : [plain, escaped];
    }

    /// <summary>With small letters as every store makes them: those of A to Z alone.</summary>
    public static string Fold(string text) => string.Create(text.Length, text, static (folded, letters) =>
    {
        for (int index = 0; index < letters.Length; index++)
        {
            folded[index] = char.IsAsciiLetterUpper(letters[index]) ? (char)(letters[index] | 0x20) : letters[index];
        }
    });
}
