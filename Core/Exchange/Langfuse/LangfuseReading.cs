using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Includes;

namespace PromptIntel.Core.Exchange.Langfuse;

/// <summary>
/// What one Langfuse prompt may take the texts of other versions from, and what of it cannot be said here. For one prompt, on one thread.
/// </summary>
/// <param name="pinned">The texts of versions; they never change, so they take a reference's place.</param>
internal sealed class LangfuseReading(IReadOnlyDictionary<(EntryKey Key, int Version), string> pinned)
{
    private const int MostErrors = 100;

    private readonly List<EntryError> _errors = [];

    public ImmutableArray<EntryError> Errors => [.. _errors];

    public bool HasErrors => _errors.Count > 0;

    /// <summary>Further ones are not kept.</summary>
    public bool HasMostErrors => _errors.Count >= MostErrors;

    /// <summary>Characters of other versions in it so far; as many as a prompt may include.</summary>
    public int Included { get; private set; }

    public void Refuse(string field, string message)
    {
        if (!HasMostErrors)
        {
            _errors.Add(new EntryError(field, message));
        }
    }

    /// <summary>The text of a version to put in place; false, and why there is none.</summary>
    public bool TryInclude(
        EntryKey key, int version, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? reason)
    {
        string? name = PathKeys.Find(key);
        if (!pinned.TryGetValue((key, version), out text))
        {
            reason = string.Create(
                CultureInfo.InvariantCulture, $"There is no text prompt '{name}' with version {version}.");
            return false;
        }

        if (text.Length > PromptComposition.MostCharacters - Included)
        {
            reason = string.Create(
                CultureInfo.InvariantCulture,
                $"With version {version} of '{name}' it includes more than {PromptComposition.MostCharacters:N0} characters.");
            return false;
        }

        Included += text.Length;
        reason = null;
        return true;
    }
}
