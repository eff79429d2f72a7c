using Microsoft.AspNetCore.Http;

using PromptIntel.Web.Gateway;

namespace PromptIntel.Web.Layout;

/// <summary>What a page answers with that has nothing of its own to show.</summary>
internal static class PageStatus
{
    /// <summary>
    /// The page is drawn as it is, with the status of what was refused; a page of what is not there is no page that is found.
    /// </summary>
    public static void AnswerAs(this HttpResponse response, Problem? problem)
    {
        if (problem is not null)
        {
            response.AnswerWith(problem.Status);
        }
    }

    /// <summary>Set as the answer begins: a page whose status is 404 before it is drawn would not be drawn.</summary>
    public static void AnswerWith(this HttpResponse response, int status) => response.OnStarting(() =>
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    });
}
