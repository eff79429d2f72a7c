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

    /// <summary>Asks a prompt when a language model stands behind it; null when none does or the setting is absent.</summary>
    public async Task<ModelAnswer?> AskAsync<T>(string setting, T variables, CancellationToken cancellationToken)
    {
        EntryVersion? prompt = Entry(setting);
        return prompt is not null && context.Model.CanGenerate(prompt)
            ? await context.Model.AskAsync(prompt, LeagueJson.Write(variables), cancellationToken)
            : null;
    }
}
