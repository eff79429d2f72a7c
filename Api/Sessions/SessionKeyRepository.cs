using System.Globalization;
using System.Xml.Linq;

using Microsoft.AspNetCore.DataProtection.Repositories;

using PromptIntel.Core.Sessions;

namespace PromptIntel.Api.Sessions;

/// <summary>
/// The framework's keys for cookies and forms, in the database, so that all instances read each other's. The framework asks without waiting
/// for an answer's time, seldom: for the first page, and once a day. Safe for concurrent use.
/// </summary>
internal sealed class SessionKeyRepository(ISessionKeyStore store) : IXmlRepository
{
    private int _known;

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        XElement[] elements =
            [.. Task.Run(() => store.ListAsync(CancellationToken.None)).GetAwaiter().GetResult().Select(XElement.Parse)];
        Volatile.Write(ref _known, elements.Length);
        return elements;
    }

    /// <summary>
    /// Of two instances that miss a key at once the first one's is kept, and the framework, which reads them again, takes it: the other's
    /// would be unknown to the first for a day. So it is named after what was known when it was missed, not by its own name.
    /// </summary>
    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => store.AddAsync(
            string.Create(CultureInfo.InvariantCulture, $"after-{Interlocked.Increment(ref _known) - 1}"),
            element.ToString(SaveOptions.DisableFormatting),
            CancellationToken.None)).GetAwaiter().GetResult();
}
