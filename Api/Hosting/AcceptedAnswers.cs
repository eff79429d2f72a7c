namespace PromptIntel.Api.Hosting;

/// <summary>Says when to look again with every 202.</summary>
internal static class AcceptedAnswers
{
    private const string Seconds = "1";

    public static TBuilder WithRetryAfter<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter(async (context, next) =>
        {
            object? result = await next(context);

            if (StatusOf(result) == StatusCodes.Status202Accepted)
            {
                context.HttpContext.Response.Headers.RetryAfter = Seconds;
            }

            return result;
        });

    private static int? StatusOf(object? result) => result switch
    {
        INestedHttpResult nested => StatusOf(nested.Result),
        IStatusCodeHttpResult status => status.StatusCode,
        _ => null,
    };
}
