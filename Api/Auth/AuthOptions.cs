using System.ComponentModel.DataAnnotations;

using PromptIntel.Core.Access;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Users;

namespace PromptIntel.Api.Auth;

/// <summary>
/// Who may call: holders of API keys, and users of a Firebase project or of another issuer. With neither configured everything is open,
/// which is accepted on loopback in Development only.
/// </summary>
internal sealed class AuthOptions : IValidatableObject
{
    public const string SectionName = "PromptIntel:Auth";

    /// <summary>Default: none.</summary>
    public List<ApiKeyOptions> ApiKeys { get; init; } = [];

    /// <summary>Users who sign in with Firebase. Off unless a project is named.</summary>
    public FirebaseOptions Firebase { get; init; } = new();

    /// <summary>Users who sign in with another issuer: one or the other, since a user's id says nothing of whose it is.</summary>
    public OidcOptions Oidc { get; init; } = new();

    /// <summary>
    /// Wrong keys and tokens of one address within a minute, after which it is answered 429 until the minute is
    /// over. Default 10. Behind a proxy set <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED=true</c>, or its address stands for everybody's.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxWrongKeys { get; init; } = 10;

    public bool HasUsers => Firebase.IsConfigured || Oidc.IsConfigured;

    public bool IsConfigured => ApiKeys.Count > 0 || HasUsers;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);

        for (int i = 0; i < ApiKeys.Count; i++)
        {
            ApiKeyOptions key = ApiKeys[i];
            string where = $"{SectionName}:ApiKeys:{i}";

            if (string.IsNullOrWhiteSpace(key.Name) || !names.Add(key.Name))
            {
                yield return new ValidationResult($"{where}:Name is required and must be unique.");
            }

            if (key.Hash.Length != 64 || !key.Hash.All(char.IsAsciiHexDigit))
            {
                yield return new ValidationResult($"{where}:Hash must be the SHA-256 of the key as 64 hexadecimal digits.");
            }

            if (!Roles.TryParse(key.Role, out _))
            {
                yield return new ValidationResult($"{where}:Role must be one of: reader, editor, publisher, operator.");
            }

            if (key.Namespaces.Exists(one => !EntryKey.IsNamespace(one)))
            {
                yield return new ValidationResult($"{where}:Namespaces must each match {EntryKey.NamespacePattern}.");
            }

            if (key.RequestsPerMinute is < 1 or > KeyLimits.MostRequestsPerMinute)
            {
                yield return new ValidationResult($"{where}:RequestsPerMinute must be 1 to {KeyLimits.MostRequestsPerMinute}.");
            }

            if (key.User is not null && !UserIds.IsValid(key.User))
            {
                yield return new ValidationResult($"{where}:User {UserIds.Rule}.");
            }
        }

        if (Firebase.MetadataAddress is { } metadata
            && !(metadata.IsAbsoluteUri && (metadata.Scheme == Uri.UriSchemeHttps || metadata.IsLoopback)))
        {
            yield return new ValidationResult($"{SectionName}:Firebase:MetadataAddress must be an https address, or one on loopback.");
        }

        foreach (ValidationResult fault in Oidc.Validate())
        {
            yield return fault;
        }

        if (Firebase.IsConfigured && Oidc.IsConfigured)
        {
            yield return new ValidationResult($"{SectionName}:Oidc:Issuer and {SectionName}:Firebase:ProjectId exclude each other.");
        }
    }
}

/// <summary>One API key, known by its hash only: <c>printf %s "$KEY" | sha256sum</c>.</summary>
internal sealed class ApiKeyOptions
{
    /// <summary>Whom the key stands for; recorded as author of changes and user of executions.</summary>
    public string Name { get; init; } = "";

    /// <summary>SHA-256 of the key, hexadecimal.</summary>
    public string Hash { get; init; } = "";

    /// <summary>reader (default), editor, publisher or operator.</summary>
    public string Role { get; init; } = Policies.Reader;

    /// <summary>
    /// The person who holds the key: what it may see of users' data, and of executions as a reader, is that
    /// user's. Default: none, a program's key.
    /// </summary>
    public string? User { get; init; }

    /// <summary>The only namespaces that the key may name. Default: all of them.</summary>
    public List<string> Namespaces { get; init; } = [];

    /// <summary>Requests that an instance answers in a minute. Default: no limit.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Whether the caller may act for other users by <c>user_id</c>. Default: false.</summary>
    public bool Trusted { get; init; }
}
