using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Exchange;

/// <summary>
/// Names with folders, as other tools and directories have them, as keys of the catalog and back. The first folder is the namespace where
/// it can be one; anything else is in <see cref="DefaultNamespace"/>. A further slash is two dots, what a name cannot hold is <c>x00E9_</c>
/// (its UTF-16 code in hexadecimal). Two paths never mean one key.
/// </summary>
public static partial class PathKeys
{
    /// <summary>Of a path without a folder, or whose first folder cannot be a namespace; as a folder of a path it is none.</summary>
    public const string DefaultNamespace = "general";

    /// <summary>False for a path that no key can stand for: too long, empty, or without a name behind its first slash.</summary>
    public static bool TryParse(string path, out EntryKey key)
    {
        ArgumentNullException.ThrowIfNull(path);
        key = KeyOf(path);
        return EntryKey.IsName(key.Name) && PathOf(key) == path;
    }

    /// <summary>
    /// The path that means the key; null for a key that none means, such as one whose name has two dots behind a namespace.
    /// </summary>
    public static string? Find(EntryKey key) => PathOf(key) is var path && KeyOf(path) == key ? path : null;

    private static EntryKey KeyOf(string path)
    {
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && path[..slash] is var folder && folder != DefaultNamespace && EntryKey.IsNamespace(folder)
            ? new EntryKey(folder, Escape(path[(slash + 1)..]))
            : new EntryKey(DefaultNamespace, Escape(path));
    }

    private static string PathOf(EntryKey key)
    {
        string rest = Escaped().Replace(
            key.Name,
            part => part.Value == ".." ? "/" : ((char)ushort.Parse(part.Groups[1].ValueSpan, NumberStyles.HexNumber)).ToString());
        return key.Namespace == DefaultNamespace ? rest : $"{key.Namespace}/{rest}";
    }

    private static string Escape(string path)
    {
        var name = new StringBuilder(path.Length);
        for (int at = 0; at < path.Length; at++)
        {
            if (path[at] == '/')
            {
                name.Append("..");
            }
            else if (IsKept(path, at))
            {
                name.Append(path[at]);
            }
            else
            {
                name.Append(CultureInfo.InvariantCulture, $"x{(int)path[at]:X4}_");
            }
        }

        return name.ToString();
    }

    private static bool IsKept(string path, int at) => path[at] switch
    {
        // Beside a slash or another dot it would be read as a slash.
        '.' => at > 0 && path[at - 1] is not ('.' or '/') && (at + 1 == path.Length || path[at + 1] is not ('.' or '/')),
        'x' => !LooksEscaped().IsMatch(path, at),
        ' ' or '_' or '-' => at > 0,
        char letter => char.IsAsciiLetterOrDigit(letter),
    };

    [GeneratedRegex(@"\.\.|x([0-9A-F]{4})_", RegexOptions.CultureInvariant)]
    private static partial Regex Escaped();

    [GeneratedRegex(@"\Gx[0-9A-F]{4}_", RegexOptions.CultureInvariant)]
    private static partial Regex LooksEscaped();
}
