using System.Collections.Frozen;
using System.Text;

namespace PromptIntel.Core.Leagues.Intake;

/// <summary>
/// Joins a Latin letter and the combining mark behind it, as text copied from PDF and macOS has them, into the one letter that everybody
/// types. The platform's own composition is not there: this product runs without the globalization library.
/// </summary>
internal static class LatinComposition
{
    private static readonly FrozenDictionary<char, (string Letters, string Composed)> Marks = new Dictionary<char, (string, string)>
    {
        ['\u0300'] = ("AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
        ['\u0301'] = ("ACEILNORSUYZaceilnorsuyz", "ÁĆÉÍĹŃÓŔŚÚÝŹáćéíĺńóŕśúýź"),
        ['\u0302'] = ("ACEGHIJOSUWYaceghijosuwy", "ÂĈÊĜĤÎĴÔŜÛŴŶâĉêĝĥîĵôŝûŵŷ"),
        ['\u0303'] = ("AINOUainou", "ÃĨÑÕŨãĩñõũ"),
        ['\u0308'] = ("AEIOUYaeiouy", "ÄËÏÖÜŸäëïöüÿ"),
        ['\u030A'] = ("AUau", "ÅŮåů"),
        ['\u0327'] = ("CGKLNRSTcgklnrst", "ÇĢĶĻŅŖŞŢçģķļņŗşţ"),
        ['\u030C'] = ("CDELNRSTZcdelnrstz", "ČĎĚĽŇŘŠŤŽčďěľňřšťž"),
        ['\u0304'] = ("AEIOUaeiou", "ĀĒĪŌŪāēīōū"),
        ['\u0328'] = ("AEIUaeiu", "ĄĘĮŲąęįų"),
        ['\u0306'] = ("AEGIOUaegiou", "ĂĔĞĬŎŬăĕğĭŏŭ"),
        ['\u0307'] = ("CEGIZcegz", "ĊĖĠİŻċėġż"),
        ['\u030B'] = ("OUou", "ŐŰőű"),
    }.ToFrozenDictionary();

    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u0300', '\u036F'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            int at = result.Length > 0 && Marks.TryGetValue(c, out (string Letters, string Composed) mark)
                ? mark.Letters.IndexOf(result[^1])
                : -1;
            if (at < 0)
            {
                result.Append(c);
            }
            else
            {
                result[^1] = Marks[c].Composed[at];
            }
        }

        return result.ToString();
    }
}
