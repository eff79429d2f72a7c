using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Api.Auth;

/// <summary>An OpenID Connect issuer whose ID tokens are accepted as <c>Authorization: Bearer</c>, instead of Firebase's.</summary>
internal sealed class OidcOptions
{
    private const string Section = $"{AuthOptions.SectionName}:Oidc";

    /// <summary>
    /// The issuer's address as its tokens name it, to the letter; its discovery document and its keys are found from there. Only https, or
    /// loopback. Default: none, and no token is accepted.
    /// </summary>
    public string? Issuer { get; init; }

    /// <summary>Whom the tokens are made for: the id that the issuer knows this installation by. Required with an issuer.</summary>
    public string? Audience { get; init; }

    /// <summary>The claim that names the user, for good. Default: <c>sub</c>.</summary>
    public string UserClaim { get; init; } = "sub";

    /// <summary>The claim, a text or a list of texts, that gives the role. Default: none, and everybody is a reader.</summary>
    public string? RoleClaim { get; init; }

    /// <summary>
    /// For each role the claim's values that give it; of several the highest counts, and who has none is a reader. Default: the values are
    /// the roles' names.
    /// </summary>
    public Dictionary<string, List<string>> Roles { get; init; } = [];

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Issuer);

    internal IEnumerable<ValidationResult> Validate()
    {
        if (!IsConfigured)
        {
            yield break;
        }

        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out Uri? address)
            || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            yield return new ValidationResult($"{Section}:Issuer must be an https address, or one on loopback.");
        }

        if (string.IsNullOrWhiteSpace(Audience))
        {
            yield return new ValidationResult($"{Section}:Audience is required: without it the tokens of every other client count here.");
        }

        if (string.IsNullOrWhiteSpace(UserClaim))
        {
            yield return new ValidationResult($"{Section}:UserClaim must name a claim.");
        }

        if (Roles.Count > 0 && string.IsNullOrWhiteSpace(RoleClaim))
        {
            yield return new ValidationResult($"{Section}:RoleClaim is required where Roles are.");
        }

        if (Roles.Keys.FirstOrDefault(role => !Core.Access.Roles.TryParse(role, out _)) is { } unknown)
        {
            yield return new ValidationResult($"{Section}:Roles:{unknown} must be one of: reader, editor, publisher, operator.");
        }
    }
}
