using System.Text.Json.Serialization;

namespace PromptIntel.Core.Contracts.Structure;

/// <summary>A clause at the first level of numbering.</summary>
/// <param name="Number">As printed, without the full stop; null when it has none.</param>
/// <param name="FirstLine">Counted from 1; its heading counts.</param>
/// <param name="LastLine">Its last line that is not blank.</param>
/// <param name="Text">Verbatim, with its heading.</param>
/// <param name="IsAnnex">Whether it stands in an annex or schedule.</param>
/// <param name="Plain">Its text as it is read, where lines and pages break it; null where that is the text.</param>
internal sealed record ContractClause(
    string? Number, string? Heading, int FirstLine, int LastLine, string Text, bool IsAnnex, string? Plain = null)
{
    /// <summary>What its words are read from.</summary>
    [JsonIgnore]
    public string Reading => Plain ?? Text;

    /// <param name="first">Index of its first line.</param>
    /// <param name="last">Index of its last.</param>
    public static ContractClause Of(ContractLines lines, int first, int last, string? number, string? heading, bool isAnnex)
    {
        string text = lines.Text(first, last);
        string plain = lines.Read(first, last);
        return new ContractClause(number, heading, first + 1, last + 1, text, isAnnex, plain == text ? null : plain);
    }
}
