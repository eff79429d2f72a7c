namespace PromptIntel.Core.Contracts.Structure;

/// <summary>A clause at the first level of numbering.</summary>
/// <param name="Number">As printed, without the full stop; null when it has none.</param>
/// <param name="FirstLine">Counted from 1; its heading counts.</param>
/// <param name="LastLine">Its last line that is not blank.</param>
/// <param name="Text">Verbatim, with its heading.</param>
/// <param name="IsAnnex">Whether it stands in an annex or schedule.</param>
internal sealed record ContractClause(string? Number, string? Heading, int FirstLine, int LastLine, string Text, bool IsAnnex);
