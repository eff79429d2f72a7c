using System.Globalization;
using System.Text;

using Microsoft.Playwright;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Catalog;

/// <summary>
/// Ten thousand entries, on a machine a quarter as fast. Says how long a key and a scroll took; this machine may be busy.
/// </summary>
[Collection(BrowserSuite.Name)]
public sealed class LargeCatalogTests(BrowserFixture fixture, ApiHost host) : IClassFixture<ApiHost>
{
    private const int Count = 10_000;
    private const int MostRows = 40;
    private const int Measures = 9;

    /// <summary>Of a key's answer, on average: twenty rows that take other texts. Twenty new rows are 27,000.</summary>
    private const int MostBytes = 20_000;

    /// <summary>What the entries are about, so that each key of the test finds others than the one before.</summary>
    private static readonly string[] Subjects =
        ["contracts", "invoices", "meetings", "letters", "recipes", "travel", "weather", "lessons", "music", "gardens", "bridges"];

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_OfTenThousand_DrawsOnlyWhatIsSeenAndAnswersEachKey()
    {
        using HttpClient client = host.CreateClient();
        await ImportAsync(client);
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!);
        long received = 0;
        visit.Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => received += frame.Binary?.Length ?? 0;
        await visit.GoAsync("/catalog");
        ICDPSession devices = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await devices.SendAsync("Emulation.setCPUThrottlingRate", new Dictionary<string, object> { ["rate"] = 4 });
        ILocator rows = visit.Page.Locator("#entries > li:has(a)");

        await Expect(rows.First).ToBeVisibleAsync();
        Assert.InRange(await rows.CountAsync(), 1, MostRows);
        double scroll = await MedianAsync(visit, """
            async i => {
                const list = document.getElementById('entries');
                list.scrollTop = (i + 1) * 52 * 900;
                for (let frames = 0; frames < 600; frames++) {
                    await new Promise(requestAnimationFrame);
                    const box = list.getBoundingClientRect();
                    if (document.elementFromPoint(box.left + 20, box.top + 100)?.closest('li')?.querySelector('a')) return;
                }
            }
            """);
        Assert.InRange(await rows.CountAsync(), 1, MostRows);
        long before = received;
        double key = await MedianAsync(visit, $$"""
            async i => {
                const subjects = '{{string.Join(' ', Subjects)}}'.split(' ');
                const text = document.querySelector('input[name=q]');
                text.value = `number ${i * 1111} about ${subjects[i]}`;
                const answered = new Promise(done => {
                    new MutationObserver((_, own) => { own.disconnect(); done(); })
                        .observe(document.querySelector('[data-live]'), { subtree: true, childList: true, characterData: true });
                    setTimeout(done, 5000);
                });
                text.dispatchEvent(new Event('input', { bubbles: true }));
                await answered;
                await new Promise(requestAnimationFrame);
            }
            """);
        long bytes = (received - before) / Measures;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"10,000 entries at a quarter of the speed: a scroll {scroll:0} ms, a key {key:0} ms and {bytes:N0} bytes"));

        Assert.True(scroll < Bound.TotalMilliseconds && key < Bound.TotalMilliseconds, $"scroll {scroll} ms, key {key} ms");
        Assert.InRange(bytes, 1, MostBytes);
        visit.AssertQuiet();
    }

    private static async Task<double> MedianAsync(Visit visit, string action)
    {
        var times = new List<double>();

        for (int i = 0; i < Measures; i++)
        {
            times.Add(await visit.Page.EvaluateAsync<double>(
                $"async i => {{ const t = performance.now(); await ({action})(i); return performance.now() - t; }}", i));
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    private static async Task ImportAsync(HttpClient client)
    {
        var lines = new StringBuilder();

        for (int i = 0; i < Count; i++)
        {
            lines.Append(CultureInfo.InvariantCulture, $$"""{"namespace":"many{{i % 20}}","name":"prompt_{{i}}","kind":"prompt",""");
            lines.AppendLine(
                CultureInfo.InvariantCulture, $$""" "content":"This is prompt number {{i}} about {{Subjects[i % Subjects.Length]}}."}""");
        }

        using var body = new StringContent(lines.ToString(), Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage imported = await client.PostAsync("/api/prompts/import", body, Token);
        string answer = await imported.Content.ReadAsStringAsync(Token);
        Assert.True(imported.IsSuccessStatusCode, answer[..Math.Min(500, answer.Length)]);
        Assert.Contains($"\"created\":{Count}", answer, StringComparison.Ordinal);
    }
}
