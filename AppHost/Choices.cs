using Microsoft.Extensions.Configuration;

namespace PromptIntel.AppHost;

/// <summary>What is taken, by settings and by what this machine has.</summary>
internal sealed record Choices(Servers Servers, Firestore Firestore)
{
    /// <summary>Nothing of this machine is used.</summary>
    public static Choices Published { get; } = new(new Servers.Containers(), new Firestore.Off(""));

    public static async Task<Choices> MakeAsync(IConfiguration configuration, ServerScripts scripts) =>
        new(await Servers.ChooseAsync(configuration), await Firestore.ChooseAsync(configuration, scripts));
}
