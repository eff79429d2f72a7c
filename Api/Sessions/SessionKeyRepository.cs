using System.Xml.Linq;

using Microsoft.AspNetCore.DataProtection.Repositories;

using PromptIntel.Core.Sessions;

namespace PromptIntel.Api.Sessions;

/// <summary>
/// The framework's keys for cookies and forms, in the database, so that all instances read each other's. The framework asks without waiting
/// for an answer's time, seldom: for the first page, and once a day.
/// </summary>
internal sealed class SessionKeyRepository(ISessionKeyStore store) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Task.Run(() => store.ListAsync(CancellationToken.None)).GetAwaiter().GetResult().Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => store.AddAsync(friendlyName, element.ToString(SaveOptions.DisableFormatting), CancellationToken.None))
            .GetAwaiter().GetResult();
}
