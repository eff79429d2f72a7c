using Microsoft.Extensions.Configuration;

namespace PromptIntel.AppHost;

/// <summary>
/// Where users' data is delivered to, by the setting <c>Firestore:Emulator</c>: <c>executable</c>, an emulator as a process of this
/// machine; <c>container</c>; <c>off</c>; or <c>auto</c> (default), a process where the emulator is installed. Whatever is chosen, the
/// database holds it too. Where the configuration names a project or an emulator that runs, <c>auto</c> starts none.
/// </summary>
internal abstract record Firestore
{
    public const string Setting = "Firestore:Emulator";
    public const string HostVariable = "FIRESTORE_EMULATOR_HOST";
    public const string AccountVariable = "FIREBASE_SERVICE_ACCOUNT_PATH";

    private const string Script = "firestore";

    private Firestore(string description) => Description = description;

    /// <summary>In words, for the console.</summary>
    public string Description { get; }

    public static async Task<Firestore> ChooseAsync(IConfiguration configuration, ServerScripts scripts)
    {
        switch (configuration[Setting])
        {
            case null or "" or "auto" when configuration[AccountVariable] is { Length: > 0 }:
                return new Off($"Postgres, and the Firestore of {AccountVariable}");
            case null or "" or "auto" when configuration[HostVariable] is { Length: > 0 } host:
                return new Running(host);
            case null or "" or "auto":
                return await scripts.FindMissingAsync(Script) is { } missing ? new Off($"Postgres only: {missing}") : new Executable();
            case "executable":
                return await scripts.FindMissingAsync(Script) is { } reason
                    ? new Refused($"{Setting}=executable, and {reason}; or take --{Setting}=off.")
                    : new Executable();
            case "container":
                return await ContainerEngine.FindReasonForNoneAsync(configuration) is { } silence
                    ? new Refused(
                        $"{Setting}=container, and no container engine answers ({silence}): start docker or podman, "
                            + $"or take --{Setting}=off.")
                    : new Container();
            case "off":
                return new Off("Postgres only");
            case var other:
                return new Refused($"{Setting} must be auto, executable, container or off, not '{other}'.");
        }
    }

    internal sealed record Executable()
        : Firestore("Postgres, and the Firestore emulator, a process of this machine that keeps it in memory");

    internal sealed record Container() : Firestore("Postgres, and the Firestore emulator in a container");

    /// <param name="Host">Host and port of an emulator that somebody else runs.</param>
    internal sealed record Running(string Host) : Firestore($"Postgres, and the Firestore emulator at {Host}");

    internal sealed record Off(string Where) : Firestore(Where);

    /// <param name="Problem">What is wrong with the setting, and what to do.</param>
    internal sealed record Refused(string Problem) : Firestore("");
}
