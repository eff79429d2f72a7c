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

    public bool HasErrors => _errors.Count > 0;

    public ImmutableArray<EntryError> Errors => First(_errors);

    public ImmutableArray<EntryError> Remarks => First(_remarks);

    public void Refuse(string field, string message, int? line = null) => _errors.Add(new EntryError(field, message) { Line = line });

    public void Refuse(EntryError error) => _errors.Add(error);

    public void Remark(string field, string message, int? line = null)
    {
        var remark = new EntryError(field, message) { Line = line };
        if (!_remarks.Contains(remark))
        {
            _remarks.Add(remark);
        }
    }

    private static ImmutableArray<EntryError> First(List<EntryError> found) => found.Count <= MostOfAKind
        ? [.. found]
        : [.. found.Take(MostOfAKind), new EntryError("", string.Create(
            CultureInfo.InvariantCulture, $"{found.Count - MostOfAKind:N0} more are not listed."))];
}
