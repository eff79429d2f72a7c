using PromptIntel.Core.Catalog.Memory;

namespace PromptIntel.Core.Tests.Catalog.ChangeLog;

public sealed class DerivedChangesTests
{
    [Fact]
    public void Observe_TellsOnlyOfAnotherRevision()
    {
        DerivedChanges changes = new();
        int told = 0;
        using IDisposable subscription = changes.Subscribe(() => told++);

        // The first is news too: this process may have started before it.
        Array.ForEach<long>([3, 3, 3, 4, 4], changes.Observe);

        Assert.Equal(2, told);
    }

    [Fact]
    public void Observe_WhenTheCatalogWentBack_TellsToo()
    {
        DerivedChanges changes = new();
        changes.Observe(7);
        int told = 0;
        using IDisposable subscription = changes.Subscribe(() => told++);

        changes.Observe(2);

        Assert.Equal(1, told);
    }

    [Fact]
    public void Observe_AfterTheSubscriptionEnded_TellsNobody()
    {
        DerivedChanges changes = new();
        int told = 0;
        changes.Subscribe(() => told++).Dispose();

        changes.Observe(1);

        Assert.Equal(0, told);
    }
}
