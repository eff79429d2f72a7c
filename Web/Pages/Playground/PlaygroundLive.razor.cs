using System.Collections.Immutable;
using System.Text.Json;

using Microsoft.AspNetCore.Components;

using PromptIntel.Core.Catalog;
using PromptIntel.Web.Forms;
using PromptIntel.Web.Gateway;
using PromptIntel.Web.Pages.Prompt;

namespace PromptIntel.Web.Pages.Playground;

/// <summary>The draft lives in this page only; a run of it is kept like every run, and says that it was of a draft.</summary>
public sealed partial class PlaygroundLive
{
    private const int MostBeside = 4;
    private const string RunsShown = "20";

    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, string> _values = [];
    private readonly List<PlaygroundRun> _beside = [new()];

    private ImmutableArray<SchemaField> _fields = [];
    private IReadOnlyList<RunItem> _runs = [];
    private int[] _versions = [];
    private Preview? _preview;
    private Problem? _problem;
    private string _draft = "";
    private string _saved = "";
    private string? _said;
    private int _checked;

    [Parameter, EditorRequired]
    public string Namespace { get; set; } = "";

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    [Parameter]
    public int[] Versions { get; set; } = [];

    [Parameter]
    public bool MayEdit { get; set; }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _draft = _saved = Text.ReplaceLineEndings("\n");
        _versions = Versions;
        await CheckAsync();
        await ReadRunsAsync();
    }

    private async Task ReadRunsAsync()
    {
        Answer<ListOf<RunItem>> runs = await Api.AskAsync<ListOf<RunItem>>(
            new OwnRequest("ListExecutions") { Query = { ["workflow"] = $"{Namespace}/{Name}", ["limit"] = RunsShown } }, _gone.Token);
        _runs = runs.Value?.Items ?? [];
    }

    private async Task CheckAsync()
    {
        int check = ++_checked;
        Answer<Preview> answer = await Api.AskAsync<Preview>(
            new OwnRequest("PreviewPrompt")
            {
                Body = ConsoleApi.Body(new { @namespace = Namespace, name = Name, content = _draft, variables = TryVariables() }),
            },
            _gone.Token);

        if (check == _checked)
        {
            (_preview, _problem) = (answer.Value, answer.Problem);
            _fields = _preview?.Variables is { } schema ? SchemaField.Of(schema) : _fields;
        }
    }

    private JsonElement? TryVariables()
    {
        try
        {
            return SchemaField.Read(_fields, _values);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task FillAsync(ChangeEventArgs chosen)
    {
        if (!Guid.TryParse(chosen.Value as string, out Guid id))
        {
            return;
        }

        Answer<RunInput> run = await Api.AskAsync<RunInput>(
            new OwnRequest("GetExecution") { Path = { ["id"] = id.ToString() } }, _gone.Token);
        _problem = run.Problem;

        foreach (JsonProperty value in run.Value is { Input.ValueKind: JsonValueKind.Object } read ? read.Input.EnumerateObject() : default)
        {
            _values[value.Name] = SchemaField.Write(value.Value);
        }

        await CheckAsync();
    }

    private async Task RunAllAsync()
    {
        if (TryVariables() is not { } variables)
        {
            _problem = new Problem(422, null, "A field that takes JSON holds something else", "", []);
            return;
        }

        _problem = null;
        await Task.WhenAll(_beside.Select(run => run.RunAsync(
            Api, Namespace, Name, _draft, variables, () => InvokeAsync(StateHasChanged), _gone.Token)));
        await ReadRunsAsync();
    }

    private async Task SaveAsync()
    {
        string text = _draft;
        Answer<UpdateAnswer> answer = await Api.AskAsync<UpdateAnswer>(
            new OwnRequest("UpdatePrompt")
            {
                Body = ConsoleApi.Body(new
                {
                    @namespace = Namespace,
                    name = Name,
                    content = text,
                    labels = new[] { "candidate" },
                    change_note = "Tried in the playground.",
                }),
            },
            _gone.Token);
        _problem = answer.Problem;

        if (answer.Value is { } written)
        {
            (_saved, _said, _versions) = (text, $"Saved as version {written.Version}, a candidate.", [written.Version, .. _versions]);
        }
    }

    private static string Named(int version) => version == EntryVersion.DraftNumber ? "a draft" : $"version {version}";

    private sealed record RunItem(Guid Id, int Version, string Status, DateTimeOffset CreatedAt);

    private sealed record RunInput(JsonElement Input);
}
