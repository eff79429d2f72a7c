using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Jobs.Cron;

/// <summary>The years of a cron expression.</summary>
internal sealed partial class CronYears(ImmutableSortedSet<int> years)
{
    private const int First = 1970;
    private const int Last = 2199;

    /// <summary>Null for every year.</summary>
    /// <exception cref="FormatException">The field names no years.</exception>
    public static CronYears? Parse(string field)
    {
        string[] items = field.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return items.Contains("*") ? null : new CronYears([.. items.SelectMany(Expand)]);
    }

    public bool Contains(int year) => years.Contains(year);

    public int? NextAfter(int year) => years.Where(one => one > year).Select(one => (int?)one).FirstOrDefault();

    private static IEnumerable<int> Expand(string item)
    {
        Match match = Item().Match(item);
        int from = Read(match.Groups["from"], First);
        int step = Read(match.Groups["step"], 1);
        int to = Read(match.Groups["to"], match.Groups["step"].Success ? Last : from);

        if (!match.Success || from is < First or > Last || to is < First or > Last || from > to || step == 0)
        {
            throw new FormatException($"'{item}' is not a year, or a range or step of years, from {First} to {Last}.");
        }

        return Enumerable.Range(from, to - from + 1).Where(year => (year - from) % step == 0);
    }

    private static int Read(Group group, int otherwise) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : otherwise;

    [GeneratedRegex(@"^(?:\*(?=/)|(?<from>\d{4})(?:-(?<to>\d{4}))?)(?:/(?<step>\d{1,3}))?$")]
    private static partial Regex Item();
}
