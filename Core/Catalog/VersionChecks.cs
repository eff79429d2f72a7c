using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace PromptIntel.Core.Catalog;

/// <summary>
/// The one check of a version by itself. Every door into the catalog asks it, and so does whoever is about to render or execute: a
/// version that was stored before a rule existed, or came as an old one of an imported history, stays readable and is never used.
/// A version is immutable, so it is checked once for as long as somebody holds it. Safe for concurrent use.
/// </summary>
public sealed class VersionChecks(IEnumerable<IVersionRule> rules)
{
    private readonly ImmutableArray<IVersionRule> _rules = [.. rules];
    private readonly ConditionalWeakTable<EntryVersion, Problems> _checked = [];

    /// <summary>Why the version cannot be used, by field; empty when it can.</summary>
    public ImmutableArray<EntryError> Check(EntryVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return _checked.GetValue(version, one => new Problems([.. _rules.SelectMany(rule => rule.Check(one)).Distinct()])).Errors;
    }

    private sealed record Problems(ImmutableArray<EntryError> Errors);
}
