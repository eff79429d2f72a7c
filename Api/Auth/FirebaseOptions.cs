namespace PromptIntel.Api.Auth;

/// <summary>
/// Whose ID tokens are accepted as <c>Authorization: Bearer</c>. The custom claim <c>role</c> of a user names his role; without it, or with
/// another word, he is a reader.
/// </summary>
internal sealed class FirebaseOptions
{
    /// <summary>
    /// The project's id, which is the tokens' audience and the end of their issuer's address. Default: none, and no token is accepted.
    /// </summary>
    public string? ProjectId { get; init; }

    /// <summary>
    /// Where the issuer publishes its keys, as an OpenID Connect discovery document. Default: the issuer's own,
    /// <c>https://securetoken.google.com/{project}/.well-known/openid-configuration</c>. Only https, or loopback.
    /// </summary>
    public Uri? MetadataAddress { get; init; }

    public bool IsConfigured => !string.IsNullOrWhiteSpace(ProjectId);
}
