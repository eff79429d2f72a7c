using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

using PromptIntel.Web.Forms;
using PromptIntel.Web.Gateway;
using PromptIntel.Web.Layout;

namespace PromptIntel.Web.Pages.Prompt;

/// <summary>
/// The browser tells of each text when its typing pauses, and keeps it until it is saved; a check that is overtaken is dropped. Who saves
/// says which version he began from, so that nobody's improvement is lost.
/// </summary>
public sealed partial class PromptEditor
{
    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, string?> _values = [];

    private WrittenText _written = null!;
    private ImmutableArray<SchemaField> _fields = [];
    private Preview? _preview;
    private Problem? _problem;
    private string _current = "";
    private string _saved = "";
    private string _why = "";
    private string _label = "candidate";
    private string? _said;
    private string? _refusal;
    private int _base;
    private int _from;
    private int _savedBase;
    private int _savedFrom;
    private int _checked;
    private bool _isSaving;

    [Parameter, EditorRequired]
    public string Namespace { get; set; } = "";

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter]
    public string? Kind { get; set; }

    [Parameter]
    public string Text { get; set; } = "";

    /// <summary>The latest version, which a save replaces; 0 for an entry that is not there yet, which a save creates.</summary>
    [Parameter]
    public int Version { get; set; }

    /// <summary>The one that <see cref="Text"/> is of; it may be an older one.</summary>
    [Parameter]
    public int Shown { get; set; }

    [Parameter]
    public bool MayEdit { get; set; }

    [Parameter]
    public bool MayPublish { get; set; }

    private bool IsPrompt => Kind == "prompt";

    private bool _isChanged => _current != _saved;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override void OnInitialized()
    {
        _current = Text.ReplaceLineEndings("\n");
        // Of what is new nothing is saved yet.
        _saved = Version == 0 ? "" : _current;
        (_base, _from) = (_savedBase, _savedFrom) = (Version, Shown);
        _label = MayPublish ? "production" : "candidate";
    }

    private async Task ChangedAsync(string text)
    {
        (_current, _said) = (text, text == _current ? _said : null);
        await CheckAsync();
    }

    /// <summary>The browser had kept a text: a save replaces the version that it was begun from, or is refused.</summary>
    private void Restored(int version) => _base = _from = version;

    private async Task CheckAsync()
    {
        if (!IsPrompt)
        {
            return;
        }

        int check = ++_checked;
        JsonElement? variables = Variables();
        Answer<Preview> answer = await Api.AskAsync<Preview>(
            new OwnRequest("PreviewPrompt")
            {
                Body = ConsoleApi.Body(new { @namespace = Namespace, name = Name, content = _current, variables }),
            },
            _gone.Token);

        if (check != _checked)
        {
            return;
        }

        (_preview, _problem) = (answer.Value, answer.Problem);
        _refusal = variables is null ? _refusal : _preview?.Refusal;

        // While a text cannot be read the fields of the last one that could stay, with what was typed into them.
        if (_preview?.Variables is { } schema)
        {
            _fields = SchemaField.Of(schema);

            // Fields that are new begin with values of their own.
            if (Variables()?.GetRawText() != variables?.GetRawText())
            {
                await CheckAsync();
            }
        }
    }

    private JsonElement? Variables()
    {
        try
        {
            return SchemaField.Read(_fields, _values);
        }
        catch (JsonException)
        {
            _refusal = "A field that takes JSON holds something else.";
            return null;
        }
    }

    private async Task SaveAsync()
    {
        _isSaving = true;
        // What was typed since the browser last told of it belongs to it.
        string text = _current = await _written.ReadAsync();
        Answer<UpdateAnswer> answer = await Api.AskAsync<UpdateAnswer>(Write(text), _gone.Token);
        _isSaving = false;
        _problem = answer.Problem;

        if (answer.Value is { } written)
        {
            (_saved, _why) = (text, "");
            (_base, _from) = (_savedBase, _savedFrom) = (written.Version, written.Version);
            string becomes = _label == "production" ? "which everybody gets from now on" : "a candidate";
            _said = string.Create(CultureInfo.InvariantCulture, $"Saved as version {written.Version}, {becomes}.");
            await _written.SavedAsync(text, written.Version);

            if (Version == 0)
            {
                Navigation.NavigateTo(EntryAddress.Of(Namespace, Name));
                return;
            }

            await Browser.InvokeVoidAsync("refreshAround", _gone.Token, written.Position ?? 0);
        }
        else if (answer.Problem?.Code == "version_conflict")
        {
            await TakeLatestAsync();
        }
    }

    private OwnRequest Write(string text)
    {
        var written = new Dictionary<string, object?>
        {
            ["namespace"] = Namespace,
            ["name"] = Name,
            ["content"] = text,
            ["labels"] = new[] { _label },
            ["change_note"] = string.IsNullOrWhiteSpace(_why) ? null : _why,
        };

        if (Version > 0)
        {
            written["expected_version"] = _base;
        }

        return new OwnRequest(Version > 0 ? "UpdatePrompt" : "CreatePrompt") { Body = ConsoleApi.Body(written) };
    }

    /// <summary>Somebody saved meanwhile: what was typed stays, and a second save replaces what is now known.</summary>
    private async Task TakeLatestAsync()
    {
        Answer<ListOf<VersionItem>> versions = await Api.AskAsync<ListOf<VersionItem>>(
            PromptRoutes.To("ListVersions", Namespace, Name), _gone.Token);

        if (versions.Value?.Items is [{ } latest, ..])
        {
            _problem = new Problem(
                409, "version_conflict", $"{latest.Author ?? "Somebody"} saved version {latest.Version} meanwhile",
                "Your text is kept. Open that version in another tab and compare, then save again to put yours after it.", []);
            _base = latest.Version;
        }
    }

    private async Task RestoreAsync()
    {
        (_base, _from) = (_savedBase, _savedFrom);
        await _written.ReplaceAsync(_saved, _base);
    }

    private static string Cost(Question question) =>
        question.CostUsd is { } cost ? string.Create(CultureInfo.InvariantCulture, $", $ {cost:0.######}") : "";
}
