using System.CommandLine;

namespace PromptIntel.Cli.Invocation;

/// <summary>Options of every command.</summary>
internal static class CommonOptions
{
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Answer in JSON, as the API does; errors as JSON on the error output.",
        Recursive = true,
    };

    public static readonly Option<string?> Server = new("--server")
    {
        Description = "Address of the server; default PROMPTINTEL_SERVER, the profile's, or http://localhost:5080.",
        Recursive = true,
    };

    public static readonly Option<string?> Profile = new("--profile")
    {
        Description = "A profile that login made; default PROMPTINTEL_PROFILE, or the last login's.",
        Recursive = true,
    };

    public static void AddTo(RootCommand root)
    {
        root.Add(Json);
        root.Add(Server);
        root.Add(Profile);
    }
}
