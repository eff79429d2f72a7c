using System.Collections.Immutable;
using System.Xml.Linq;

using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Sessions;
using PromptIntel.Core.Sessions;

namespace PromptIntel.Api.Tests.Auth;

/// <summary>Instances of one installation read each other's cookies and pages, however they started.</summary>
public class SessionKeyRepositoryTests
{
    [Fact]
    public async Task Protect_WhenTwoInstancesMissAKeyAtOnce_IsByTheSameKey()
    {
        var store = new BothSeeNone();
        IDataProtector first = Instance(store);
        IDataProtector second = Instance(store);

        string[] texts = await Task.WhenAll(Task.Run(() => first.Protect("of the first")), Task.Run(() => second.Protect("of the second")));

        Assert.Single(await store.ListAsync(CancellationToken.None));
        Assert.Equal("of the second", first.Unprotect(texts[1]));
        Assert.Equal("of the first", second.Unprotect(texts[0]));
    }

    [Fact]
    public async Task Store_OfTwoElements_KeepsBoth()
    {
        var store = new InMemorySessionKeyStore();
        var repository = new SessionKeyRepository(store);

        repository.StoreElement(new XElement("first"), "one");
        repository.StoreElement(new XElement("second"), "two");

        Assert.Equal(["<first />", "<second />"], await store.ListAsync(CancellationToken.None));
        Assert.Equal(["first", "second"], new SessionKeyRepository(store).GetAllElements().Select(element => element.Name.LocalName));
    }

    private static IDataProtector Instance(ISessionKeyStore store)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDataProtection().SetApplicationName("PromptIntel");
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = new SessionKeyRepository(store));
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>().CreateProtector("a cookie");
    }

    /// <summary>The first two that list see nothing, and neither goes on before the other has seen it.</summary>
    private sealed class BothSeeNone : ISessionKeyStore, IDisposable
    {
        private readonly InMemorySessionKeyStore _store = new();
        private readonly Barrier _barrier = new(participantCount: 2);
        private int _asked;

        public Task<ImmutableArray<string>> ListAsync(CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _asked) <= 2)
            {
                Assert.True(_barrier.SignalAndWait(TimeSpan.FromSeconds(30), cancellationToken));
                return Task.FromResult(ImmutableArray<string>.Empty);
            }

            return _store.ListAsync(cancellationToken);
        }

        public Task AddAsync(string name, string key, CancellationToken cancellationToken) => _store.AddAsync(name, key, cancellationToken);

        public void Dispose() => _barrier.Dispose();
    }
}
