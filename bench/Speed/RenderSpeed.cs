using System.Text.Json;

using HandlebarsDotNet;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 3: get a prompt from the catalog, check its variables and render it, beside rendering the same compiled template with the
/// same values and nothing else. Both have rendered in bursts with pauses before the first turn counts, so that the floor is a warm one.
/// </summary>
internal static class RenderSpeed
{
    private const int Calls = 20_000;
    private const int Measured = 11;
    private const double Limit = 3;

    private const string Template = """
        You are preparing an offer for {{league_name}}, a {{sport}} league from {{country}} with {{teams}} teams.
        {{#if exclusive}}The league asks for exclusivity.{{/if}}
        Services they want:
        {{#each services}}
        - {{name}}: {{volume}} a season, {{#if urgent}}at once{{else}}from the next season{{/if}}
        {{/each}}
        Contact: {{contact.name}} <{{contact.email}}>
        Write two paragraphs in {{language}}; mention nothing that is not above.
        """;

    private const string Variables = """
        {
          "league_name": "Harbour City Futsal League", "sport": "futsal", "country": "Ireland", "teams": 16, "exclusive": true,
          "language": "English",
          "services": [
            { "name": "live scores", "volume": 240, "urgent": true }, { "name": "player statistics", "volume": 240, "urgent": false },
            { "name": "video archive", "volume": 60, "urgent": false },
            { "name": "betting integrity reports", "volume": 12, "urgent": true }
          ], "contact": { "name": "Aoife Brennan", "email": "aoife@harbourfutsal.example" }
        }
        """;

    private const string Schema = """
        type: object
          required: [league_name, sport, country, teams, services, contact, language]
          properties:
            league_name: { type: string }
            sport: { type: string }
            country: { type: string }
            teams: { type: integer }
            exclusive: { type: boolean }
            language: { type: string }
            services:
              type: array
              items: { type: object, properties: { name: { type: string }, volume: { type: integer }, urgent: { type: boolean } } }
            contact: { type: object, properties: { name: { type: string }, email: { type: string } } }
        """;

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        await using Installation installation = await Installation.OpenAsync(directory: null);
        await installation.WriteAsync(
            "general/offer", EntryKind.Prompt, $"---\ndescription: Prepare an offer.\ntype: text\nvariables:\n  {Schema}\n---\n{Template}");
        PromptCatalog catalog = installation.Catalog;
        var renderer = installation.Get<PromptRenderer>();
        var key = new EntryKey("general", "offer");
        using JsonDocument variables = JsonDocument.Parse(Variables);

        HandlebarsTemplate<object, object> compiled = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true }).Compile(Template);
        Dictionary<string, object> plain = Plain();
        string expected = compiled(plain);

        void Ours(int calls)
        {
            for (int call = 0; call < calls; call++)
            {
                EntryVersion prompt = catalog.GetAsync(key, default, CancellationToken.None).AsTask().GetAwaiter().GetResult()!;

                if (renderer.Render(prompt, variables.RootElement, CancellationToken.None) is not RenderResult.Rendered rendered
                    || rendered.Messages[0].Content.Trim() != expected.Trim())
                {
                    throw new InvalidOperationException("The two renders differ.");
                }
            }
        }

        void Floor(int calls)
        {
            for (int call = 0; call < calls; call++)
            {
                if (compiled(plain).Trim() != expected.Trim())
                {
                    throw new InvalidOperationException("The two renders differ.");
                }
            }
        }

        (double ours, double floor) = await Turns.NanosecondsAsync(Measured, Calls, Ours, Floor);
        return [new SpeedRow(3, "get and render", ours / 1_000, "the Handlebars render alone", floor / 1_000, "us", Limit)];
    }

    private static Dictionary<string, object> Plain() => new()
    {
        ["league_name"] = "Harbour City Futsal League",
        ["sport"] = "futsal",
        ["country"] = "Ireland",
        ["teams"] = 16,
        ["exclusive"] = true,
        ["language"] = "English",
        ["services"] = new[] { Service("live scores", 240, true), Service(
            "player statistics", 240, false), Service("video archive", 60, false), Service("betting integrity reports", 12, true) },
        ["contact"] = new Dictionary<string, object> { ["name"] = "Aoife Brennan", ["email"] = "aoife@harbourfutsal.example" },
    };

    private static Dictionary<string, object> Service(string name, int volume, bool isUrgent) =>
        new() { ["name"] = name, ["volume"] = volume, ["urgent"] = isUrgent };
}
