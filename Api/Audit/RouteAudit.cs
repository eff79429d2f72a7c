using PromptIntel.Api.Auth;
using PromptIntel.Core.Audit;

namespace PromptIntel.Api.Audit;

/// <summary>A body that says why.</summary>
internal interface IStatesReason
{
    string? Why { get; }
}

/// <summary>
/// Enters what a route did in the audit log, right after it has, where no store enters it in the transaction of the write. Every route that
/// may write says which of the three it is; a test asks each.
/// </summary>
internal static class RouteAudit
{
    public static TBuilder WithAudit<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter(async (context, next) =>
        {
            object? result = await next(context);

            if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<AuditRule>() is { Action: not null } rule && IsDone(result))
            {
                await AppendAsync(context, rule);
            }

            return result;
        });

    /// <summary>The route enters nothing itself: its store does, in the transaction.</summary>
    public static TBuilder AuditedByStore<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AuditRule(null, "", null));

    /// <param name="action">What a success is called.</param>
    /// <param name="subject">With values of the route's parameters in braces.</param>
    /// <param name="detail">The parameter that is the detail.</param>
    public static TBuilder Audited<TBuilder>(this TBuilder builder, string action, string subject, string? detail = null)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AuditRule(action, subject, detail));

    /// <summary>There is nothing to enter: it changes nothing, or what it makes is a record of itself.</summary>
    public static TBuilder NotAudited<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AuditRule(null, "", null));

    private static async Task AppendAsync(EndpointFilterInvocationContext context, AuditRule rule)
    {
        HttpContext http = context.HttpContext;
        IServiceProvider services = http.RequestServices;
        string subject = http.Request.RouteValues.Aggregate(
            rule.Subject, (text, value) => text.Replace($"{{{value.Key}}}", Unescape(value.Value), StringComparison.Ordinal));
        var entry = new AuditEntry(
            services.GetRequiredService<TimeProvider>().GetUtcNow(), Caller.Of(http).Name, rule.Action!, subject)
        {
            Detail = rule.Detail is null ? null : Unescape(http.GetRouteValue(rule.Detail)),
            Why = context.Arguments.OfType<IStatesReason>().FirstOrDefault()?.Why,
        };

        try
        {
            // It is done: neither a caller who goes away nor a store that fails changes that.
            await services.GetRequiredService<IAuditStore>().AppendAsync(entry, CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            Log.NotEntered(services.GetRequiredService<ILogger<AuditEntry>>(), entry.Action, exception);
        }
    }

    // A slash in a value arrives encoded: routing leaves %2F as it is.
    private static string Unescape(object? value) => Uri.UnescapeDataString(value as string ?? "");

    private static bool IsDone(object? result) => result switch
    {
        INestedHttpResult nested => IsDone(nested.Result),
        IStatusCodeHttpResult { StatusCode: >= StatusCodes.Status400BadRequest } => false,
        _ => true,
    };
}

/// <summary>What a route that may write has said about the audit log.</summary>
internal sealed record AuditRule(string? Action, string Subject, string? Detail);
