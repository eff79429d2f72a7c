using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Mail.Asks;
using PromptIntel.Core.Mail.Classification;
using PromptIntel.Core.Mail.Priority;
using PromptIntel.Core.Mail.Reading;
using PromptIntel.Core.Mail.Replies;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Mail;

public static class MailServiceCollectionExtensions
{
    /// <summary>The operations of the workflow <c>email_triage</c>.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IOperation, ReadMailOperation>(),
            ServiceDescriptor.Singleton<IOperation, ClassifyMailOperation>(),
            ServiceDescriptor.Singleton<IOperation, FindAsksOperation>(),
            ServiceDescriptor.Singleton<IOperation, PrioritiseMailOperation>(),
            ServiceDescriptor.Singleton<IOperation, DraftReplyOperation>(),
        ]);
        return services;
    }
}
