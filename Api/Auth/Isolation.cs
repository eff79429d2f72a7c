using PromptIntel.Api.Errors;
using PromptIntel.Core.Catalog;
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
    /// <param name="find">The run; null when there is none.</param>
    public static TBuilder WithOwnRunsOnly<TBuilder>(this TBuilder builder, Func<HttpContext, Guid, Task<OwnedRun?>> find)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RunById()).AddEndpointFilter(async (context, next) =>
        {
            HttpContext http = context.HttpContext;

            Caller caller = Caller.Of(http);

            string? own = HttpMethods.IsGet(http.Request.Method) ? caller.ConfinedTo : caller.ActsOnlyFor;

            if ((own is not null || !caller.Namespaces.IsEmpty)
                && http.GetRouteValue(IdParameter) is string text
                && Guid.TryParse(text, out Guid id)
                && await find(http, id) is { } run)
            {
                if (own is not null && run.UserId != own)
                {
                    return ProblemMapping.SomebodyElses();
                }

                if (!caller.MayName(run.Workflow.Namespace))
                {
                    return NamespaceScope.OutOfScope(caller);
                }
            }

            return await next(context);
        });
}

/// <summary>Of a run or a batch: the user it is attributed to, and what runs.</summary>
internal readonly record struct OwnedRun(string? UserId, EntryKey Workflow);

/// <summary>The route is about the run that its <c>id</c> names.</summary>
internal sealed record RunById;
