using PromptIntel.Api.Errors;
using PromptIntel.Core.Users;

namespace PromptIntel.Api.Auth;

/// <summary>Endpoint filters that keep users apart. What belongs to somebody else is answered 403.</summary>
internal static class Isolation
{
    private const string UserParameter = "user_id";
    private const string IdParameter = "id";

    /// <summary>
    /// For routes with a <c>user_id</c>, in the path or the query: the caller must be that user, or trusted. Only
    /// writes ask for a name that may be given today: a user who was stored under another can still be read and erased.
    /// </summary>
    public static TBuilder WithOwnDataOnly<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter((context, next) =>
        {
            HttpContext http = context.HttpContext;
            string userId = http.GetRouteValue(UserParameter) as string ?? http.Request.Query[UserParameter].ToString();
            return RefuseName(
                http.Request.Method, userId) is { } rule ? ValueTask.FromResult<object?>(Problems.Invalid(UserParameter, rule))
                : Caller.Of(http).MaySee(userId) ? next(context)
                : ValueTask.FromResult<object?>(ProblemMapping.SomebodyElses());
        });

    private static string? RefuseName(string method, string userId) => HttpMethods.IsGet(method) || HttpMethods.IsDelete(method)
        ? UserIds.MayBeStored(userId) ? null : UserIds.StoredRule
        : UserIds.IsValid(userId) ? null : UserIds.Rule;

    /// <summary>
    /// For routes under an <c>id</c>: a caller who is confined to his own runs gets no other's, and one who acts only on his own changes no
    /// other's. One that does not exist is left to the route.
    /// </summary>
    /// <param name="findOwner">Whether there is such a thing, and the user it is attributed to.</param>
    public static TBuilder WithOwnRunsOnly<TBuilder>(
        this TBuilder builder, Func<HttpContext, Guid, Task<(bool Exists, string? Owner)>> findOwner)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter(async (context, next) =>
        {
            HttpContext http = context.HttpContext;

            Caller caller = Caller.Of(http);

            if ((HttpMethods.IsGet(http.Request.Method) ? caller.ConfinedTo : caller.ActsOnlyFor) is { } own
                && http.GetRouteValue(IdParameter) is string text
                && Guid.TryParse(text, out Guid id))
            {
                (bool exists, string? owner) = await findOwner(http, id);

                if (exists && owner != own)
                {
                    return ProblemMapping.SomebodyElses();
                }
            }

            return await next(context);
        });
}
