using System.Collections.Immutable;
using System.Globalization;

using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

using PromptIntel.Web.Gateway;

namespace PromptIntel.Web.Pages.Catalog;

/// <summary>
/// Reads the list once it is live, narrows it here, and asks the search for what is typed; an answer that is overtaken is dropped. Before,
/// it reads no more than it shows.
/// </summary>
public sealed partial class CatalogLive : IHandleEvent
{
    /// <summary>As style of the rows has it, in pixels.</summary>
    private const float RowHeight = 52;

    private const int FirstRows = 50;

    private readonly CancellationTokenSource _gone = new();

    private ImmutableArray<CatalogItem> _all = [];
    private List<CatalogItem> _shown = [];
    private ImmutableArray<(string, int)> _namespaces = [];
    private ImmutableArray<(string, int)> _kinds = [];
    private ImmutableArray<(string, int)> _tags = [];
    private CatalogQuestion _question = new("", null, null, null);
    private CatalogQuestion? _written;
    private FoundList? _found;
    private Problem? _problem;
    private int _total;
    private int _asked;
    private ElementReference _typed;

    [Parameter]
    public string? Text { get; set; }

    [Parameter]
    public string? Namespace { get; set; }

    [Parameter]
    public string? Kind { get; set; }

    [Parameter]
    public string? Tag { get; set; }

    private string Summary => _found is { } found
        ? string.Create(CultureInfo.InvariantCulture, $"{found.Results.Count} of {found.Total:N0} that match, the best first")
        : string.Create(CultureInfo.InvariantCulture, $"{_shown.Count:N0} of {_total:N0} entries");

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <summary>A key draws once, when its answer is here; components draw before it and after the address is written as well.</summary>
    Task IHandleEvent.HandleEventAsync(EventCallbackWorkItem item, object? arg) => item.InvokeAsync(arg);

    protected override async Task OnInitializedAsync()
    {
        _written = _question = new CatalogQuestion(Text ?? "", Empty(Namespace), Empty(Kind), Empty(Tag));
        Answer<CatalogList> list = await ListAsync();
        _problem = list.Problem;
        _total = list.Value?.Total ?? 0;
        _all = [.. (list.Value?.Catalog ?? []).OrderBy(space => space.Key, StringComparer.Ordinal).SelectMany(space => space.Value)];
        _namespaces = CatalogQuestion.Count(_all.Select(item => item.Namespace));
        _kinds = CatalogQuestion.Count(_all.Select(item => item.Kind));
        _tags = CatalogQuestion.Count(_all.SelectMany(item => item.Tags));
        await AnswerAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            // What was typed before the page was live nobody has heard yet.
            await Browser.InvokeVoidAsync("takeTyped", _gone.Token, _typed);
        }
        else if (_question != _written)
        {
            // Only now: the person waits for the answer, nobody for the address.
            _written = _question;
            await Browser.InvokeVoidAsync("history.replaceState", _gone.Token, null, "", _question.ToAddress());
        }
    }

    /// <summary>All of them; for a key that is confined to namespaces, those of the one that the address names.</summary>
    private async Task<Answer<CatalogList>> ListAsync()
    {
        if (!RendererInfo.IsInteractive)
        {
            return await Api.AskAsync<CatalogList>(_question.ToFirstRows(FirstRows), _gone.Token);
        }

        var everything = new OwnRequest("ListCatalog");
        Answer<CatalogList> list = await Api.AskAsync<CatalogList>(everything, _gone.Token);
        return list.Problem is { Code: "out_of_scope" } && _question.Namespace is { } own
            ? await Api.AskAsync<CatalogList>(everything with { Query = new() { ["namespace"] = own } }, _gone.Token)
            : list;
    }

    private Task SearchAsync(ChangeEventArgs typed) => NarrowAsync(_question with { Text = typed.Value as string ?? "" });

    private async Task NarrowAsync(CatalogQuestion question)
    {
        _question = question;
        await AnswerAsync();
        StateHasChanged();
    }

    private async Task AnswerAsync()
    {
        int asked = ++_asked;

        if (!_question.IsSearch)
        {
            _found = null;
            _shown = [.. _all.Where(_question.Holds)];
            return;
        }

        Answer<FoundList> answer = await Api.AskAsync<FoundList>(_question.ToSearch(), _gone.Token);

        if (asked == _asked)
        {
            (_found, _problem) = (answer.Value, answer.Problem);
        }
    }

    private static string? Chosen(ChangeEventArgs chosen) => Empty(chosen.Value as string);

    private static string? Empty(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
