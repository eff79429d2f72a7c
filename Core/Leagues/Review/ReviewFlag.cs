namespace PromptIntel.Core.Leagues.Review;

/// <param name="Code">Stable, snake_case.</param>
/// <param name="Severity"><c>error</c> (the contract must not go out), <c>warning</c> (a person should know), <c>info</c>.</param>
/// <param name="Field">The fact, clause or item concerned.</param>
internal sealed record ReviewFlag(string Code, string Severity, string? Field, string Detail)
{
    public static ReviewFlag Error(string code, string? field, string detail) => new(code, "error", field, detail);

    public static ReviewFlag Warning(string code, string? field, string detail) => new(code, "warning", field, detail);

    public static ReviewFlag Note(string code, string? field, string detail) => new(code, "info", field, detail);
}
