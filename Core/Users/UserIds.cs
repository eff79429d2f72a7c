using System.Globalization;
using System.Text;

namespace PromptIntel.Core.Users;

/// <summary>Names of users, as other systems gave them: an opaque text that is one segment of a path and one word in a log.</summary>
public static class UserIds
{
    /// <summary>In characters.</summary>
    public const int Longest = 128;

    /// <summary>What is allowed, to end a sentence that begins with the field.</summary>
    public const string Rule = "must be 1 to 128 characters without slashes, control characters and other invisible ones";

    /// <summary>As <see cref="Rule"/>, for names that are only read or erased.</summary>
    public const string StoredRule = "must be 1 to 128 characters without slashes";

    /// <summary>Whether a user may be given this name. A single or double dot would leave the segment that it stands in.</summary>
    public static bool IsValid(string userId) => userId is not ("." or "..") && Holds(userId, IsAllowed);

    /// <summary>
    /// Whether a user may have been stored under this name, by whatever rule held then: what is his can be read and erased.
    /// </summary>
    public static bool MayBeStored(string userId) => Holds(userId, rune => rune.Value is not ('/' or 0));

    private static bool Holds(string userId, Func<Rune, bool> isAllowed)
    {
        if (userId is not { Length: > 0 and <= Longest })
        {
            return false;
        }

        for (int at = 0; at < userId.Length;)
        {
            // Half of a surrogate pair is no character: no store keeps it.
            if (Rune.DecodeFromUtf16(userId.AsSpan(at), out Rune rune, out int length) != System.Buffers.OperationStatus.Done
                || !isAllowed(rune))
            {
                return false;
            }

            at += length;
        }

        return true;
    }

    private static bool IsAllowed(Rune rune) => rune.Value != '/' && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.OtherNotAssigned);
}
