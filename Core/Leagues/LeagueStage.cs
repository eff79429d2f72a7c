using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues;

/// <summary>One run of a league stage: its input, and its pinned entries by the name of the setting.</summary>
internal sealed class LeagueStage(IOperationContext context, ImmutableArray<RequiredEntry> needs)
{
    public IOperationContext Context => context;

    public JsonElement Input => context.Input;

    /// <summary>The facts that an earlier stage handed on.</summary>
    public LeagueFacts Facts => new(Input.Get("facts"));

    /// <summary>Facts that the questionnaire states without a certain value.</summary>
    public ImmutableArray<DoubtfulFact> Doubtful => DoubtfulFact.Read(Input.Get("unread"));

    /// <summary>The day that the contract is prepared: the input's <c>as_of_date</c>, else today (UTC).</summary>
    public DateOnly AsOf => new LeagueFacts(Input).Date("as_of_date") ?? DateOnly.FromDateTime(context.Time.GetUtcNow().UtcDateTime);

    /// <summary>A text of the input that has words, and no more characters than it may.</summary>
    /// <param name="most">Where the setting <c>max_characters</c> does not say.</param>
    /// <returns>Why it cannot be read; null when it can.</returns>
    public OperationOutcome.Failed? ReadText(string field, int most, out string text)
    {
        text = Input.GetText(field) ?? "";
        return Refuse(field, Input.GetText(field), most);
    }

    /// <summary>As <see cref="ReadText"/>, of a text that the input names.</summary>
    public OperationOutcome.Failed? Refuse(string field, string? text, int most)
    {
        JsonElement asked = Input.Get("max_characters");
        int limit = asked.ValueKind == JsonValueKind.Number && asked.TryGetInt32(out int set) ? set : most;
        return text is null ? new(ErrorCodes.TextMissing, $"{field}: must be text")
            : text.Length > limit ? new(ErrorCodes.TextTooLong, $"{field}: has {text.Length} characters; at most {limit} are read")
            : !text.Any(char.IsLetter) ? new(ErrorCodes.TextEmpty, $"{field}: holds no words")
            : null;
    }

    /// <summary>The pinned entry of a setting; null when the setting is optional and absent.</summary>
    public EntryVersion? Entry(string setting)
    {
        RequiredEntry need = needs.Single(candidate => candidate.Setting == setting);
        return context.Settings.GetText(setting) is { } reference && ComponentReference.TryParse(reference) is { } parsed
            ? context.Entry(need.KeyOf(parsed))
            : null;
    }

    /// <summary>The data of a pinned configuration entry.</summary>
    /// <exception cref="LeagueConfigurationException">It is missing, has unknown members, or contradicts itself.</exception>
    public T Config<T>(string setting)
        where T : class, ILeagueConfiguration
    {
        EntryVersion entry = Entry(setting) ?? throw new LeagueConfigurationException($"setting '{setting}' names no entry");
        return ConfigurationReader.Read<T>(entry);
    }

    /// <summary>What an output says of how it came to be.</summary>
    /// <param name="setting">Names the prompt that a model answered.</param>
    /// <param name="otherwise">Where none did.</param>
    public string PreparedWith(bool isByModel, string setting, string otherwise) =>
        isByModel ? $"language model '{Entry(setting)!.Body.GetText("model") ?? "default"}'" : otherwise;

    /// <summary>Asks a prompt when a language model stands behind it; null when none does or the setting is absent.</summary>
    public async Task<ModelAnswer?> AskAsync<T>(string setting, T variables, CancellationToken cancellationToken)
    {
        EntryVersion? prompt = Entry(setting);
        return prompt is not null && context.Model.CanGenerate(prompt)
            ? await context.Model.AskAsync(prompt, LeagueJson.Write(variables), cancellationToken)
            : null;
    }
}
