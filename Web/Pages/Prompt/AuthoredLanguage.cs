namespace PromptIntel.Web.Pages.Prompt;

/// <summary>What an entry is written in, as the editor calls it: the first is the console's own, the others are of the editor.</summary>
internal static class AuthoredLanguage
{
    public static string Of(string? kind) => kind switch { "prompt" => "prompt", "schema" => "json", _ => "yaml" };
}
