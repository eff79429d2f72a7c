using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace PromptIntel.Web.Pages.Prompt;

/// <summary>
/// The browser tells of each text when its typing pauses, and keeps it until it is saved; nothing is written to the catalog by it. A page
/// has one of them.
/// </summary>
public sealed partial class WrittenText
{
    private const string Script = "/_content/PromptIntel.Web/prompt/editor.js";

    private readonly CancellationTokenSource _gone = new();

    private ElementReference _area;
    private ElementReference _gutter;
    private IJSObjectReference? _editor;
    private DotNetObjectReference<WrittenText>? _self;
    private IReadOnlyList<PreviewProblem>? _marked;
    private string _first = "";

    /// <summary>What it begins with; later ones are given by <see cref="ReplaceAsync"/>.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>What a screen reader calls it.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public string Language { get; set; } = "";

    /// <summary>Names the text that the browser keeps.</summary>
    [Parameter, EditorRequired]
    public string Key { get; set; } = "";

    /// <summary>The version that it is begun from.</summary>
    [Parameter, EditorRequired]
    public int Version { get; set; }

    [Parameter]
    public bool MayEdit { get; set; }

    /// <summary>Those of the last text that was told; null or empty for none.</summary>
    [Parameter]
    public IReadOnlyList<PreviewProblem>? Problems { get; set; }

    /// <summary>Is told of each text, the first one too.</summary>
    [Parameter]
    public EventCallback<string> Changed { get; set; }

    /// <summary>Is told of the version that a text was begun from which the browser had kept, before <see cref="Changed"/>.</summary>
    [Parameter]
    public EventCallback<int> Restored { get; set; }

    /// <summary>Stands below the problems.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Called by the browser.</summary>
    [JSInvokable]
    public Task ChangedAsync(string text) => Changed.InvokeAsync(text);

    /// <summary>Called by the browser, which had kept a text.</summary>
    [JSInvokable]
    public Task RestoredAsync(int version) => Restored.InvokeAsync(version);

    /// <summary>The text with what was typed since the browser last told of it.</summary>
    public ValueTask<string> ReadAsync() => _editor!.InvokeAsync<string>("text", _gone.Token);

    /// <summary>The browser need not keep this text any longer; what was typed meanwhile it does.</summary>
    public ValueTask SavedAsync(string text, int version) => _editor!.InvokeVoidAsync("saved", _gone.Token, text, version);

    /// <summary>Another text takes the place of what was typed.</summary>
    public ValueTask ReplaceAsync(string text, int version) => _editor!.InvokeVoidAsync("restore", _gone.Token, text, version);

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _gone.Dispose();
        _self?.Dispose();
    }

    protected override void OnInitialized() => _first = Text.ReplaceLineEndings("\n");

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            await (firstRender ? AttachAsync() : MarkAsync());
        }
        catch (JSDisconnectedException)
        {
            // The page was left meanwhile.
        }
    }

    private async Task AttachAsync()
    {
        _self = DotNetObjectReference.Create(this);
        await using IJSObjectReference module = await Browser.InvokeAsync<IJSObjectReference>("import", _gone.Token, Script);
        _editor = await module.InvokeAsync<IJSObjectReference>("attach", _gone.Token, _area, _gutter, $"promptintel-{Key}", Version, _self);
        StateHasChanged();
    }

    private async Task MarkAsync()
    {
        if (_editor is not null && !ReferenceEquals(_marked, Problems))
        {
            _marked = Problems;
            await _editor.InvokeVoidAsync("mark", _gone.Token, Problems?.Where(problem => problem.Line is not null) ?? []);
        }
    }

    private async Task RevealAsync(int line, int? column) => await _editor!.InvokeVoidAsync("reveal", _gone.Token, line, column);
}
