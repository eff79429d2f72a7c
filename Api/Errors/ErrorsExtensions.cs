using Microsoft.AspNetCore.Diagnostics;

namespace PromptIntel.Api.Errors;

internal static class ErrorsExtensions
{
    /// <summary>Problem details for everything that goes wrong, from a handler or from the framework.</summary>
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        // Before AddProblemDetails, whose writer would come first otherwise.
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemExceptionHandler>();
        // In every environment: the exception handler, not an empty 400, answers a request that cannot be bound.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services;
    }

    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) =>
        app.UseExceptionHandler().UseStatusCodePages(WriteStatusAsync);

    private static async Task WriteStatusAsync(StatusCodeContext context)
    {
        HttpContext http = context.HttpContext;
        await http.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = http,
            ProblemDetails = http.Response.StatusCode == StatusCodes.Status415UnsupportedMediaType
                ? AcceptedTypes.Problem(http)
                : Problems.ForStatus(http.Response.StatusCode, http.Request.Method, http.Request.Path),
        });
    }
}
