namespace PromptIntel.Tests.Shared.Servers;

/// <summary>
/// Where the programs are that tests start as processes of their own: as built with the tests, or published where the environment names
/// the folder that <c>eng/publish</c> wrote. Published ones start in half the time.
/// </summary>
internal static class ProgramPath
{
    private const string Published = "PROMPTINTEL_TEST_PROGRAMS";

    /// <param name="program">Api or Worker.</param>
    public static string Of(string program) => Path.Combine(
        ServerScript.FindRoot(),
        Environment.GetEnvironmentVariable(Published) is { Length: > 0 } folder
            ? Path.Combine(folder, program)
            : Path.Combine("artifacts", "bin", $"PromptIntel.{program}", new DirectoryInfo(AppContext.BaseDirectory).Name),
        $"PromptIntel.{program}.dll");
}
