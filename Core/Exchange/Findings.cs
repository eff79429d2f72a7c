using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Exchange;

/// <summary>
/// What was found while a prompt of another tool was read: what refuses it, and what was assumed, left out or kept elsewhere. Every one
/// with its field, or the line of its file. For one file, on one thread.
/// </summary>
internal sealed class Findings
{
    private const int MostOfAKind = 50;

    private readonly List<EntryError> _errors = [];
    private readonly List<EntryError> _remarks = [];
    private readonly HashSet<EntryError> _remarked = [];
    private int _moreErrors;
    private int _moreRemarks;

    public bool HasErrors => _errors.Count > 0;

    /// <summary>Others are only counted, so that their place need not be looked for.</summary>
    public bool HasMostErrors => _errors.Count >= MostOfAKind;

    /// <inheritdoc cref="HasMostErrors"/>
    public bool HasMostRemarks => _remarks.Count >= MostOfAKind;

    public ImmutableArray<EntryError> Errors => With(_errors, _moreErrors);

    public ImmutableArray<EntryError> Remarks => With(_remarks, _moreRemarks);

    public void Refuse(string field, string message, int? line = null) => Refuse(new EntryError(field, message) { Line = line });

    public void Refuse(EntryError error)
    {
        if (HasMostErrors)
        {
            _moreErrors++;
        }
        else
        {
            _errors.Add(error);
        }
    }

    /// <summary>What was remarked already is not again.</summary>
    public void Remark(string field, string message, int? line = null)
    {
        var remark = new EntryError(field, message) { Line = line };
        if (HasMostRemarks)
        {
            _moreRemarks += _remarked.Contains(remark) ? 0 : 1;
        }
        else if (_remarked.Add(remark))
        {
            _remarks.Add(remark);
        }
    }

    private static ImmutableArray<EntryError> With(List<EntryError> found, int more) => more == 0
        ? [.. found]
        : [.. found, new EntryError("", string.Create(CultureInfo.InvariantCulture, $"{more:N0} more are not listed."))];
}
