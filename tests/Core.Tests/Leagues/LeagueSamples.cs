using System.Text.Json;
using System.Text.Json.Nodes;

namespace PromptIntel.Core.Tests.Leagues;

/// <summary>The facts of the three sample questionnaires, as a careful reader writes them down.</summary>
internal static class LeagueSamples
{
    public static readonly IReadOnlyDictionary<string, JsonElement> All = new Dictionary<string, JsonElement>
    {
        ["hockey"] = With(new
        {
            league_name = "Alpine Ice Hockey League",
            legal_entity = "Alpine Ice Hockey League Betriebs GmbH",
            registration_number = "FN 412877 k",
            registered_address = "Messestrasse 4, 6850 Dornbirn, Austria",
            country = "Austria",
            countries = new[] { "Austria", "Italy", "Slovenia" },
            governing_body = "International Ice Hockey Federation",
            sport = "Ice hockey",
            sport_bucket = "team",
            contact_name = "Katharina Moosbrugger",
            contact_email = "k.moosbrugger@alpinehockey.example",
            phone = "+43 5572 204 118",
            signatory_name = "Katharina Moosbrugger",
            signatory_title = "Managing Director",
            founded_year = 2016,
            number_of_teams = 14,
            number_of_athletes = 362,
            events_per_season = 336,
            season_start = "2026-09-12",
            season_end = "2027-04-18",
            average_attendance = 1480,
            total_reach = 2600000,
            social_followers = 187000,
            annual_revenue = 3450000,
            annual_revenue_currency = "EUR",
            broadcast_partners = new[] { "ORF Sport+", "Sky Sport Austria", "RTV Slovenija" },
            data_feeds = new[] { "live scores", "play-by-play", "player statistics", "shot locations" },
            data_history_years = 9,
            data_latency_seconds = 4,
            has_official_rules = true,
            has_liability_insurance = true,
            has_integrity_policy = true,
            has_anti_doping_policy = true,
            integrity_officer = "Dr. Paolo Ferrari",
            compliance_certifications = new[] { "WADA Code", "ISO/IEC 27001" },
            interested_in_betting = true,
            desired_services = new[] { "official data distribution", "live streaming", "integrity monitoring" },
            requested_territory = "Worldwide excluding Austria",
            exclusivity = true,
            requested_term_months = 36,
            requested_start_date = "2026-07-01",
            proposed_fee = 420000,
            proposed_fee_currency = "EUR",
            proposed_revenue_share_percent = 30,
            currency = "EUR",
        }),
        ["kickboxing"] = With(new
        {
            league_name = "Northern Strike Kickboxing Series",
            legal_entity = "Northern Strike Promotions Ltd",
            registration_number = "11840263",
            registered_address = "Unit 7, Albion Mill, Pollard Street, Manchester M4 7AJ",
            country = "United Kingdom",
            countries = new[] { "England", "Scotland", "Ireland" },
            governing_body = "World Association of Kickboxing Organizations",
            sport = "Kickboxing",
            sport_bucket = "combat",
            contact_name = "Danielle Okafor",
            contact_email = "danielle@northernstrike.example",
            phone = "+44 161 496 0733",
            founded_year = 2011,
            number_of_teams = 22,
            number_of_athletes = 148,
            events_per_season = 8,
            season_start = "2026-03-06",
            season_end = "2026-11-28",
            average_attendance = 2350,
            total_reach = 1100000,
            social_followers = 95000,
            annual_revenue = 1250000,
            annual_revenue_currency = "GBP",
            broadcast_partners = new[] { "DAZN", "TNT Sports" },
            data_feeds = new[] { "live scores", "strike statistics", "fighter profiles" },
            data_history_years = 6,
            data_latency_seconds = 12,
            has_official_rules = true,
            has_liability_insurance = true,
            has_integrity_policy = true,
            has_anti_doping_policy = true,
            integrity_officer = "Martin Leclerc",
            compliance_certifications = new[] { "WADA Code", "UKAD Clean Sport" },
            interested_in_betting = true,
            desired_services = new[] { "official data distribution", "odds display", "sponsorship sales" },
            requested_territory = "Europe",
            exclusivity = false,
            requested_term_months = 24,
            requested_start_date = "2027-01-01",
            proposed_fee = 150000,
            proposed_fee_currency = "GBP",
            proposed_revenue_share_percent = 35,
            currency = "GBP",
        }),
        ["drift"] = With(new
        {
            league_name = "Baltic Drift Cup",
            legal_entity = "SIA Baltic Drift",
            registration_number = "40203118846",
            registered_address = "Kandavas iela 27, Riga",
            country = "Latvia",
            countries = new[] { "Latvia", "Lithuania", "Estonia" },
            governing_body = "Latvian Automobile Federation",
            sport = "drifting",
            sport_bucket = "racing",
            contact_name = "Liga Ozola",
            contact_email = "liga.ozola@balticdrift.example",
            phone = "+371 67 290 415",
            founded_year = 2014,
            number_of_teams = 18,
            number_of_athletes = 64,
            events_per_season = 6,
            season_start = "2026-05-09",
            season_end = "2026-09-26",
            average_attendance = 5200,
            total_reach = 3400000,
            social_followers = 240000,
            annual_revenue = 640000,
            annual_revenue_currency = "EUR",
            broadcast_partners = new[] { "Go3 Sport", "TV6" },
            data_feeds = new[] { "live timing", "lap telemetry", "judging scores" },
            data_history_years = 8,
            data_latency_seconds = 3,
            has_official_rules = true,
            has_liability_insurance = true,
            has_integrity_policy = true,
            has_anti_doping_policy = true,
            integrity_officer = "Andris Kalnins",
            compliance_certifications = new[] { "FIA Code of Sport" },
            interested_in_betting = true,
            desired_services = new[] { "data distribution", "streaming", "sponsorship sales" },
            requested_territory = "the Baltic states",
            exclusivity = true,
            requested_term_months = 36,
            requested_start_date = "2026-05-01",
            proposed_fee = 90000,
            proposed_fee_currency = "EUR",
            proposed_revenue_share_percent = 40,
            currency = "EUR",
        }),
    };

    /// <summary>Every field of the schema is null.</summary>
    public static JsonElement Nothing { get; } = With(new { });

    /// <summary>All fields of the schema, those not stated null.</summary>
    public static JsonElement With(object stated)
    {
        JsonElement schema = JsonElement.Parse(File.ReadAllText(Path.Combine(ShippedContent.Root, "schemas", "league_questionnaire.json")));
        var facts = new JsonObject();
        foreach (JsonProperty property in schema.GetProperty("properties").EnumerateObject())
        {
            facts[property.Name] = null;
        }

        foreach (JsonProperty property in JsonSerializer.SerializeToElement(stated).EnumerateObject())
        {
            facts[property.Name] = JsonNode.Parse(property.Value.GetRawText());
        }

        return JsonSerializer.SerializeToElement(facts);
    }

    public static JsonElement Change(string sample, object changes)
    {
        var facts = (JsonObject)JsonNode.Parse(All[sample].GetRawText())!;
        foreach (JsonProperty property in JsonSerializer.SerializeToElement(changes).EnumerateObject())
        {
            facts[property.Name] = JsonNode.Parse(property.Value.GetRawText());
        }

        return JsonSerializer.SerializeToElement(facts);
    }
}
