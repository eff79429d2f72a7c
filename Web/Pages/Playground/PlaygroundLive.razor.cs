using System.Collections.Immutable;
using System.Globalization;
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
    private readonly Dictionary<string, string?> _values = [];
    private readonly List<PlaygroundRun> _beside = [new()];

    private ImmutableArray<SchemaField> _fields = [];
    private IReadOnlyList<RunItem> _runs = [];
    private IReadOnlyList<JsonElement> _examples = [];
    private int[] _versions = [];
    private Preview? _preview;
    private Problem? _problem;
    private WrittenText _written = null!;
    private string _draft = "";
    private string _saved = "";
    private int _from;
    private int _savedFrom;
    private string? _said;
    private int _checked;

    [Parameter, EditorRequired]
    public string Namespace { get; set; } = "";

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>The one that <see cref="Text"/> is of.</summary>
    [Parameter]
    public int Version { get; set; }

    [Parameter]
    public int[] Versions { get; set; } = [];

    [Parameter]
    public bool MayEdit { get; set; }

    private bool IsChanged => _draft != _saved;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _draft = _saved = Text.ReplaceLineEndings("\n");
        (_from, _savedFrom, _versions) = (Version, Version, Versions);
        await ReadRunsAsync();
    }

    private async Task ChangedAsync(string draft)
    {
        (_draft, _said) = (draft, draft == _draft ? _said : null);
        await CheckAsync();
    }

    private async Task RestoreAsync()
    {
        _from = _savedFrom;
        await _written.ReplaceAsync(_saved, _savedFrom);
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
        JsonElement? variables = TryVariables();
        Answer<Preview> answer = await Api.AskAsync<Preview>(
            new OwnRequest("PreviewPrompt")
            {
                Body = ConsoleApi.Body(new { @namespace = Namespace, name = Name, content = _draft, variables }),
            },
            _gone.Token);

        if (check == _checked)
        {
            (_preview, _problem) = (answer.Value, answer.Problem);

            if (_preview?.Variables is { } schema)
            {
                (_fields, _examples) = (SchemaField.Of(schema), PromptExamples.Of(schema));

                // Fields that are new begin with values of their own.
                if (TryVariables()?.GetRawText() != variables?.GetRawText())
                {
                    await CheckAsync();
                }
            }
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

        if (run.Value is { Input.ValueKind: JsonValueKind.Object } read)
        {
            await FillAsync(read.Input);
        }
    }

    private Task FillFromExampleAsync(ChangeEventArgs chosen) =>
        int.TryParse(chosen.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < _examples.Count
            ? FillAsync(_examples[index])
            : Task.CompletedTask;

    private async Task FillAsync(JsonElement values)
    {
        foreach (JsonProperty value in values.EnumerateObject())
        {
            _values[value.Name] = _fields.FirstOrDefault(field => field.Name == value.Name) is { } field
                ? field.Show(value.Value) : SchemaField.Write(value.Value);
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
        // What was typed since the browser last told of it belongs to it.
        _draft = await _written.ReadAsync();
        await Task.WhenAll(_beside.Select(run => run.RunAsync(
            Api, Namespace, Name, _draft, variables, () => InvokeAsync(StateHasChanged), _gone.Token)));
        await ReadRunsAsync();
    }

    private async Task SaveAsync()
    {
        string text = _draft = await _written.ReadAsync();
        Answer<UpdateAnswer> answer = await Api.AskAsync<UpdateAnswer>(
            new OwnRequest("UpdatePrompt")
            {
                Body = ConsoleApi.Body(new
                {
                    @namespace = Namespace,
                    name = Name,
                    content = text,
                    labels = new[] { "candidate" },
                    change_note = $"Tried in the playground, from version {_from}.",
                }),
            },
            _gone.Token);
        _problem = answer.Problem;

        if (answer.Value is { } written)
        {
            (_saved, _said, _versions) = (text, $"Saved as version {written.Version}, a candidate.", [written.Version, .. _versions]);
            _from = _savedFrom = written.Version;
            await _written.SavedAsync(text, written.Version);
        }
    }

    /// <summary>
    /// An example is part of the prompt: it is kept as a version of its own, on top of the newest, which nobody gets by it.
    /// </summary>
    private async Task SaveExampleAsync()
    {
        if (TryVariables() is not { } variables)
        {
            _problem = new Problem(422, null, "A field that takes JSON holds something else", "", []);
            return;
        }

        OwnRequest newest = PromptRoutes.To("GetPrompt", Namespace, Name);
        newest.Query["label"] = "latest";
        Answer<PromptContent> read = await Api.AskAsync<PromptContent>(newest, _gone.Token);
        _problem = read.Problem;

        if (read.Value is not { } prompt)
        {
            return;
        }

        if (PromptExamples.Add(prompt.Content, variables) is not { } content)
        {
            _said = "These variables are an example already.";
            return;
        }

        Answer<UpdateAnswer> answer = await Api.AskAsync<UpdateAnswer>(
            new OwnRequest("UpdatePrompt")
            {
                Body = ConsoleApi.Body(new
                {
                    @namespace = Namespace,
                    name = Name,
                    content,
                    labels = new[] { "candidate" },
                    expected_version = prompt.Version,
                    change_note = "An example kept in the playground.",
                }),
            },
            _gone.Token);
        _problem = answer.Problem;

        if (answer.Value is { } written)
        {
            (_said, _versions) = ($"Kept as an example, in version {written.Version}, a candidate.", [written.Version, .. _versions]);
            await TakeAsync(written.Version);
        }
    }

    /// <summary>The draft is what was just saved, so that the next save does not take the example away.</summary>
    private async Task TakeAsync(int version)
    {
        Answer<string> text = await Api.ReadTextAsync(Namespace, Name, version, _gone.Token);

        if (text.Value is { } authored)
        {
            _draft = _saved = authored.ReplaceLineEndings("\n");
            _from = _savedFrom = version;
            await _written.ReplaceAsync(_saved, version);
        }
    }

    private static string Named(int version) => version == EntryVersion.DraftNumber ? "a draft" : $"version {version}";

    private sealed record RunItem(Guid Id, int Version, string Status, DateTimeOffset CreatedAt);

    private sealed record RunInput(JsonElement Input);

    private sealed record PromptContent(int Version, JsonElement Content);
}
