using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

using PromptIntel.Core.Documents;
using PromptIntel.Core.Storage;

using UglyToad.PdfPig.Tokens;

namespace PromptIntel.DocumentReader.Forms;

/// <summary>Reads what a field says: its text, what is chosen, whether it is ticked. What nobody sees and passwords are not read.</summary>
/// <param name="mostCharacters">Beyond them nothing more is read.</param>
internal sealed partial class FieldReader(int mostCharacters)
{
    private const int LongestLabel = 200;

    private const int Hidden = 1 << 1;
    private const int NoView = 1 << 5;
    private const int Password = 1 << 13;
    private const int PushButton = 1 << 16;
    private const int FileName = 1 << 20;
    private const string Off = "Off";

    // Thousands of widgets may share the options of one field.
    private readonly Dictionary<ArrayToken, Dictionary<string, string>> _options = new(ReferenceEqualityComparer.Instance);

    /// <summary>Of the texts, labels and options of all fields so far. Each chosen value and each option counts one more.</summary>
    public long Characters { get; private set; }

    public FormField? Read(NodeChain field, Box box)
    {
        if ((field.Flags("F") & (Hidden | NoView)) != 0)
        {
            return null;
        }

        int flags = field.Flags("Ff");
        return field.Text("FT") switch
        {
            "Tx" when (flags & (Password | FileName)) == 0 => Filled(field, box, field.Text("V")),
            "Ch" => Filled(field, box, Chosen(field)),
            "Btn" when (flags & PushButton) == 0 => new FormField(box, LabelOf(field), [], IsTicked(field)),
            _ => null,
        };
    }

    private FormField? Filled(NodeChain field, Box box, string? text)
    {
        ImmutableArray<string> lines = text is null || !HasRoom(text.Length)
            ? []
            : [.. text.Split('\r', '\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        return lines.IsEmpty ? null : new FormField(box, LabelOf(field), lines, null);
    }

    private bool HasRoom(int characters) => (Characters += characters) <= mostCharacters;

    private string? Chosen(NodeChain field)
    {
        IToken? value = field.Inherited<IToken>("V");
        Dictionary<string, string> options = OptionsOf(field);

        if (value is not ArrayToken several)
        {
            return field.TextOf(value) is { } only ? options.GetValueOrDefault(only, only) : null;
        }

        var chosen = new StringBuilder();

        foreach (string? one in several.Data.Select(field.TextOf))
        {
            if (!HasRoom(1) || Characters + chosen.Length > mostCharacters)
            {
                break;
            }

            if (one is not null)
            {
                chosen.Append(chosen.Length == 0 ? "" : "; ").Append(options.GetValueOrDefault(one, one));
            }
        }

        return chosen.ToString();
    }

    /// <summary>What is shown for each word that programs use; an option without such a word is not among them.</summary>
    private Dictionary<string, string> OptionsOf(NodeChain field)
    {
        if (field.Inherited<ArrayToken>("Opt") is not { } told)
        {
            return [];
        }

        if (_options.TryGetValue(told, out Dictionary<string, string>? options))
        {
            return options;
        }

        _options[told] = options = new Dictionary<string, string>(StringComparer.Ordinal);

        foreach (IToken? option in told.Data.Select(field.Resolve).TakeWhile(_ => HasRoom(1)))
        {
            if (option is ArrayToken { Length: 2 } pair
                && field.TextOf(pair.Data[0]) is { } word && field.TextOf(pair.Data[1]) is { } shown && HasRoom(word.Length))
            {
                options.TryAdd(word, shown);
            }
        }

        return options;
    }

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

    private string? LabelOf(NodeChain field)
    {
        string? label = OneLine(Beginning(field, "TU")).TrimEnd(':');

        if (label.Length == 0)
        {
            label = OneLine(Seam().Replace(Beginning(field, "T"), " "));
            label = label.Count(char.IsLetter) < 3 || Numbered().IsMatch(label) ? null : label;
        }

        return label is not null && HasRoom(label.Length) ? label : null;
    }

    /// <summary>A file may give thousands of fields one text of megabytes.</summary>
    private static string Beginning(NodeChain field, string name) => StorableText.Beginning(field.Text(name) ?? "", LongestLabel);

    private static string OneLine(string text) => Space().Replace(text, " ").Trim();

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
