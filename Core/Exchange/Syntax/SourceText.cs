namespace PromptIntel.Core.Exchange.Syntax;

/// <summary>A template of another tool, and where in its file it stands.</summary>
/// <param name="Field">Of the file; empty where the file itself is the template.</param>
/// <param name="FirstLine">
/// Line of the file on which it begins; null where the file does not tell, so that lines are those of the text.
/// </param>
internal readonly record struct SourceText(string Text, string Field, int? FirstLine)
{
    /// <summary>Refuses what stands at an offset.</summary>
    public void Refuse(Findings findings, int at, string message) => Tell(findings.Refuse, findings.HasMostErrors, at, message);

    /// <inheritdoc cref="Refuse"/>
    public void Remark(Findings findings, int at, string message) => Tell(findings.Remark, findings.HasMostRemarks, at, message);

    private void Tell(Action<string, string, int?> tell, bool isOnlyCounted, int at, string message)
    {
        if (isOnlyCounted)
        {
            tell(Field, message, null);
            return;
        }

        int line = Text.AsSpan(0, Math.Min(at, Text.Length)).Count('\n') + 1;
        if (FirstLine is { } first)
        {
            tell(Field, message, first + line - 1);
        }
        else
        {
            tell(Field, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{message} (line {line} of it)"), null);
        }
    }
}
