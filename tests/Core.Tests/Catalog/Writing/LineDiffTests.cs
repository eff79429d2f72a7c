using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Tests.Catalog.Writing;

public sealed class LineDiffTests
{
    private const int HangLimit = 60_000;
    private const long MostBytes = 200_000_000;

    /// <summary>How line i of the older and of the newer text reads, and how many lines there are of each.</summary>
    public static TheoryData<string, string, int, int> Texts => new()
    {
        { "a{0}", "b{0}", 100_000, 100_000 },
        { "{0}", "{1}", 100_000, 100_000 },
        { "same", "same", 100_000, 99_999 },
        { "", "x", 100_000, 100_000 },
        { "{2}", "{3}", 100_000, 100_000 },
        { "a{0}", "b{0}", 1, 100_000 },
        { "a{0}", "b{0}", 100_000, 1 },
        { "{4}{0}", "{4}b{0}", 2_000, 2_000 },
        { "{4}", "{4}x", 2_000, 2_000 },
        { "{4}{4}", "{4}{4}", 2_000, 1_999 },
        { "a{0}", "b{0}", 2_000, 2_000 },
    };

    [Theory(Timeout = HangLimit)]
    [MemberData(nameof(Texts))]
    public async Task Compare_OfLargeTexts_IsBoundedAndGivesBothBack(string older, string newer, int olderLines, int newerLines)
    {
        (string from, string to) = (Make(older, olderLines), Make(newer, newerLines));

        (ImmutableArray<DiffLine> lines, long allocated) = await Task.Run(
            () =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                return (LineDiff.Compare(from, to), GC.GetAllocatedBytesForCurrentThread() - before);
            },
            TestContext.Current.CancellationToken);

        Assert.Equal(from, Side(lines, DiffChange.Added));
        Assert.Equal(to, Side(lines, DiffChange.Removed));
        Assert.InRange(allocated, 0, MostBytes);
    }

    private static string Make(string line, int count) => string.Join(
        '\n', Enumerable.Range(0, count).Select(
            i => string.Format(null, line, i, count - i, i % 2, i % 3, new string('x', 250)))).TrimEnd('\n');

    private static string Side(ImmutableArray<DiffLine> lines, DiffChange other) =>
        string.Join('\n', lines.Where(line => line.Change != other).Select(line => line.Text));
}
