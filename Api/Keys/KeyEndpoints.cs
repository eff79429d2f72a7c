using Microsoft.AspNetCore.Http.HttpResults;

using PromptIntel.Api.Audit;
using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Core.Access;

namespace PromptIntel.Api.Keys;

/// <summary>Keys for programs and people, made and ended by operators while the service runs.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("Keys").RequireAuthorization(Policies.Operator).AuditedByStore();

        keys.MapGet("", ListAsync)
            .WithName("ListKeys")
            .WithSummary("Every key with its role, scope, rate and last use; never the key itself");
        keys.MapPost("", CreateAsync).WithName("CreateKey").WithSummary("A new key, shown in this answer and never again");
        keys.MapGet("/{name}", GetAsync).WithName("GetKey").WithSummary("One key");
        keys.MapPost("/{name}/rotate", RotateAsync)
            .WithName("RotateKey")
            .WithSummary("A new secret, shown in this answer; the one before stays good for a while");
        keys.MapPost("/{name}/revoke", RevokeAsync).WithName("RevokeKey").WithSummary("End it, on every instance, for ever");
    }

    private static async Task<Results<Ok<KeyListResponse>, ProblemHttpResult>> ListAsync(
        AccessKeys keys, ApiKeyDirectory directory, TimeProvider time, CancellationToken cancellationToken, string? cursor = null,
        int limit = 100)
    {
        var errors = new RequestErrors();
        string? after = null;
        errors.RequireRange(limit, 1, 500, "limit");
        errors.RequireCursor(cursor is null || Cursor.TryDecode(cursor, out after));

        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        IReadOnlyList<AccessKey> found = await keys.ListAsync(after, limit + 1, cancellationToken);
        AccessKey[] page = [.. found.Take(limit)];
        ApiKeyOptions[] configured = [.. cursor is null ? directory.Configured : []];
        IReadOnlyDictionary<string, DateTimeOffset> uses = await keys.ReadUsesAsync(
            [.. configured.Select(key => key.Name), .. page.Select(key => key.Name)], cancellationToken);
        return TypedResults.Ok(new KeyListResponse(
            [.. configured.Select(key => ToItem(key, uses)), .. page.Select(key => ToItem(key, uses, time.GetUtcNow()))],
            found.Count > limit ? Cursor.Encode(page[^1].Name) : null));
    }

    private static async Task<Results<Ok<KeyItem>, ProblemHttpResult>> GetAsync(
        string name, AccessKeys keys, ApiKeyDirectory directory, TimeProvider time, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, DateTimeOffset> uses = await keys.ReadUsesAsync([name], cancellationToken);
        return directory.Configured.FirstOrDefault(key => key.Name == name) is { } configured ? TypedResults.Ok(ToItem(configured, uses))
            : await keys.FindAsync(name, cancellationToken) is { } key ? TypedResults.Ok(ToItem(key, uses, time.GetUtcNow()))
            : ProblemMapping.ToProblem(new KeyResult.NotFound());
    }

    private static async Task<Results<Created<KeySecretResponse>, ProblemHttpResult>> CreateAsync(
        CreateKeyRequest request, HttpContext http, AccessKeys keys, ApiKeyDirectory directory, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (directory.Configured.Any(key => key.Name == request.Name))
        {
            return ProblemMapping.ToProblem(new KeyResult.NameTaken());
        }

        (KeyResult result, KeySecret? secret) = await keys.CreateAsync(request.ToKey(), Caller.Of(http).Name, cancellationToken);
        return result is KeyResult.Done done
            ? TypedResults.Created($"/api/keys/{request.Name}", ToAnswer(http, done.Key, secret!.Value, time))
            : ProblemMapping.ToProblem(result);
    }

    private static async Task<Results<Ok<KeySecretResponse>, ProblemHttpResult>> RotateAsync(
        string name, HttpContext http, AccessKeys keys, ApiKeyDirectory directory, TimeProvider time, CancellationToken cancellationToken,
        RotateKeyRequest? request = null)
    {
        request ??= new RotateKeyRequest();
        (KeyResult result, KeySecret? secret) = await keys.RotateAsync(
            name, TimeSpan.FromSeconds(request.OverlapSeconds), Caller.Of(http).Name, request.Why, cancellationToken);
        return result is KeyResult.Done done
            ? TypedResults.Ok(ToAnswer(http, done.Key, secret!.Value, time))
            : Refuse(result, name, directory);
    }

    private static async Task<Results<Ok<KeyItem>, ProblemHttpResult>> RevokeAsync(
        string name, HttpContext http, AccessKeys keys, ApiKeyDirectory directory, TimeProvider time, CancellationToken cancellationToken,
        RevokeKeyRequest? request = null)
    {
        KeyResult result = await keys.RevokeAsync(name, Caller.Of(http).Name, request?.Why, cancellationToken);
        return result is KeyResult.Done done
            ? TypedResults.Ok(ToItem(done.Key, await keys.ReadUsesAsync([name], cancellationToken), time.GetUtcNow()))
            : Refuse(result, name, directory);
    }

    /// <summary>A key that was made before the configuration took its name works beside that one, and ends like any other.</summary>
    private static ProblemHttpResult Refuse(KeyResult result, string name, ApiKeyDirectory directory) => ProblemMapping.ToProblem(
        result is KeyResult.NotFound && directory.Configured.Any(key => key.Name == name) ? new KeyResult.Configured() : result);

    private static KeySecretResponse ToAnswer(HttpContext http, AccessKey key, KeySecret secret, TimeProvider time)
    {
        http.Response.Headers.CacheControl = "no-store";
        return new KeySecretResponse(secret.Text, ToItem(key, new Dictionary<string, DateTimeOffset>(), time.GetUtcNow()));
    }

    private static KeyItem ToItem(ApiKeyOptions key, IReadOnlyDictionary<string, DateTimeOffset> uses) => new(
        key.Name, key.Role.ToLowerInvariant(), "configuration", "good", ToScope(key.Namespaces), key.RequestsPerMinute, null, null, null,
        null, null, LastUse(key.Name, uses));

    private static KeyItem ToItem(AccessKey key, IReadOnlyDictionary<string, DateTimeOffset> uses, DateTimeOffset now) => new(
        key.Name, key.Role.ToText(), "api", key.RevokedAt is null ? "good" : "revoked", ToScope(key.Namespaces), key.RequestsPerMinute,
        key.CreatedAt, key.CreatedBy, key.RotatedAt, key.FormerUntil > now ? key.FormerUntil : null, key.RevokedAt,
        LastUse(key.Name, uses));

    private static IReadOnlyList<string>? ToScope(IReadOnlyList<string> namespaces) => namespaces.Count == 0 ? null : namespaces;

    private static DateTimeOffset? LastUse(string name, IReadOnlyDictionary<string, DateTimeOffset> uses) =>
        uses.TryGetValue(name, out DateTimeOffset used) ? used : null;
}
