using System.Collections.Immutable;
using System.Text.RegularExpressions;

using PromptIntel.Core.Documents;

using UglyToad.PdfPig.Tokens;

namespace PromptIntel.DocumentReader.Forms;

/// <summary>Reads what a field says: its text, what is chosen, whether it is ticked. What nobody sees and passwords are not read.</summary>
internal static partial class FieldReader
{
    private const int Hidden = 1 << 1;
    private const int NoView = 1 << 5;
    private const int Password = 1 << 13;
    private const int PushButton = 1 << 16;
    private const int FileName = 1 << 20;
    private const string Off = "Off";

    public static FormField? Read(NodeChain field, Box box)
    {
        if ((field.Flags("F") & (Hidden | NoView)) != 0)
        {
            return null;
        }

        int flags = field.Flags("Ff");
        return field.Text("FT") switch
        {
            "Tx" when (flags & (Password | FileName)) == 0 => Filled(field, box, LinesOf(field.Text("V"))),
            "Ch" => Filled(field, box, LinesOf(Chosen(field))),
            "Btn" when (flags & PushButton) == 0 => new FormField(box, LabelOf(field), [], IsTicked(field)),
            _ => null,
        };
    }

    private static FormField? Filled(NodeChain field, Box box, ImmutableArray<string> lines) =>
        lines.IsEmpty ? null : new FormField(box, LabelOf(field), lines, null);

    private static ImmutableArray<string> LinesOf(string? text) =>
        [.. (text ?? "").Split('\r', '\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static string? Chosen(NodeChain field)
    {
        IToken? value = field.Inherited<IToken>("V");
        IEnumerable<string?> chosen = value is ArrayToken several ? several.Data.Select(field.TextOf) : [field.TextOf(value)];
        return string.Join("; ", chosen.OfType<string>().Select(one => Shown(field, one)));
    }

    /// <summary>An option may have a word for programs beside the one that is shown.</summary>
    private static string Shown(NodeChain field, string value) =>
        (field.Inherited<ArrayToken>("Opt")?.Data ?? [])
            .Select(field.Resolve)
            .OfType<ArrayToken>()
            .Where(option => option.Length == 2 && field.TextOf(option.Data[0]) == value)
            .Select(option => field.TextOf(option.Data[1]))
            .FirstOrDefault() ?? value;

    /// <summary>The state that is shown, else the field's value when it is the state that this box stands for.</summary>
    private static bool IsTicked(NodeChain field)
    {
        if (field.TextOf(field.Own<NameToken>("AS")) is { } state)
        {
            return state != Off;
        }

        return field.Text("V") is { } value && value != Off
            && (field.Own<DictionaryToken>("AP") is not { } looks
                || !looks.Data.TryGetValue("N", out IToken? normal)
                || field.Resolve(normal) is not DictionaryToken states
                || states.ContainsKey(NameToken.Create(value)));
    }

    private static string? LabelOf(NodeChain field)
    {
        string? told = field.Text("TU")?.Trim().TrimEnd(':');

        if (!string.IsNullOrEmpty(told))
        {
            return OneLine(told);
        }

        string name = Seam().Replace(field.Text("T") ?? "", " ").Trim();
        return name.Count(char.IsLetter) < 3 || Numbered().IsMatch(name) ? null : OneLine(name);
    }

    private static string OneLine(string text) => Space().Replace(text, " ");

    /// <summary>Between the words of a name such as <c>league_name</c> or <c>leagueName</c>.</summary>
    [GeneratedRegex(@"[_.\-\[\]#]+|(?<=\p{Ll})(?=\p{Lu})")]
    private static partial Regex Seam();

    /// <summary>What programs call fields that nobody named.</summary>
    [GeneratedRegex(@"\A(?:text|field|untitled|undefined|check ?box|radio|group|combo|choice|list|dropdown|button|signature|form)"
        + @"(?: ?(?:box|field|button|box))?[ \d]*\z", RegexOptions.IgnoreCase)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
