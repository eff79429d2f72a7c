using FsCheck.Fluent;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>Any sequence of changes comes to what a model of a few lines says.</summary>
public abstract partial class CatalogStoreConformance
{
    private const int Cases = 40;
    private const int ChangesEach = 25;
    private static readonly string[] Labels = ["production", "staging", "candidate"];

    [Fact]
    public async Task AnySequenceOfChanges_ComesToWhatTheModelSays()
    {
        int position = 0;

        // Everything follows from the seed, so a failing case is one number.
        foreach (int seed in Gen.Choose(0, int.MaxValue - 1).Sample(Cases, Cases))
        {
            var random = new Random(seed);
            var key = new EntryKey("general", $"case-{position}-{seed}");
            var model = new EntryModel();
            for (int turn = 0; turn < ChangesEach; turn++)
            {
                (CatalogChange change, string expected) = model.Play(random, key);
                WriteResult result = await CommitAsync(change);
                Assert.True(
                    expected == result.GetType().Name,
                    $"Seed {seed}, change {turn} ({change.GetType().Name}): {result.GetType().Name} instead of {expected}.");
                position += result is WriteResult.Written ? 1 : 0;
            }

            await AssertSameAsync(model, key, seed);
        }

        Assert.Equal(
            Enumerable.Range(1, position).Select(one => (long)one),
            (await Store.ReadChangesAsync(0, int.MaxValue, Token)).Changes.Select(change => change.Position));
    }

    private async Task AssertSameAsync(EntryModel model, EntryKey key, int seed)
    {
        EntryState? state = (await Store.LoadAsync(Token)).Entries.SingleOrDefault(entry => entry.Key == key);
        IReadOnlyList<EntryVersion> versions = await Store.ReadVersionsAsync(key, null, int.MaxValue, Token);
        Assert.True(
            model.Texts.Select(text => Draft(text).ContentHash).SequenceEqual(versions.Reverse().Select(version => version.ContentHash)),
            $"Seed {seed}: versions differ.");
        Assert.True(
            model.Pointers.OrderBy(one => one.Key).SequenceEqual((state?.Labels ?? []).OrderBy(one => one.Key)),
            $"Seed {seed}: labels differ.");
        Assert.Equal((model.IsArchived, model.Texts.Count), (state?.IsArchived ?? false, state?.LatestVersion ?? 0));
        Assert.Equal(
            model.Imported.Order(),
            (await Store.ReadContentImportsAsync(Token)).Where(import => import.Key == key).Select(import => import.FileHash).Order());
    }

    /// <summary>One entry, as the rules of the catalog say it in words.</summary>
    private sealed class EntryModel
    {
        private readonly List<bool> _areFromContent = [];

        public List<string> Texts { get; } = [];

        public Dictionary<string, int> Pointers { get; } = [];

        public HashSet<string> Imported { get; } = [];

        public bool IsArchived { get; private set; }

        private bool IsThere => Texts.Count > 0 && !IsArchived;

        /// <summary>What is said of an entry that is not there, and of a version or label that an entry does not have.</summary>
        private string Gone => IsArchived ? "Archived" : "NotFound";

        private int Current => Pointers.GetValueOrDefault("production", Texts.Count);

        /// <summary>A random change, and the name of the result it must have.</summary>
        public (CatalogChange Change, string Expected) Play(Random random, EntryKey key)
        {
            string text = $"text {random.Next(6)}";
            string label = Labels[random.Next(Labels.Length)];
            int number = 1 + random.Next(Texts.Count + 1);
            return random.Next(20) switch
            {
                < 2 => (new CatalogChange.Create(Draft(text)) { Key = key, At = Now }, Create(text)),
                < 9 => (
                    new CatalogChange.Append(Draft(text)) { Key = key, At = Now, Labels = [label], ExpectedVersion = number },
                    Append(text, label, number)),
                < 12 => (new CatalogChange.ImportContent(Draft(text), $"hash of {text}") { Key = key, At = Now }, Import(text)),
                < 16 => (new CatalogChange.SetLabel(label, number, LabelCondition.None) { Key = key, At = Now }, SetLabel(label, number)),
                < 19 => (new CatalogChange.RemoveLabel(label, LabelCondition.None) { Key = key, At = Now }, RemoveLabel(label)),
                _ when random.Next(4) == 0 => (new CatalogChange.ArchiveEntry { Key = key, At = Now }, Archive()),
                _ when IsArchived && random.Next(2) == 0 => (new CatalogChange.UnarchiveEntry { Key = key, At = Now }, Unarchive()),
                _ when IsArchived => (
                    new CatalogChange.Append(Draft(text)) { Key = key, At = Now, Labels = [label], IsUnarchiving = true },
                    Return(text, label)),
                _ => (
                    new CatalogChange.Append(null) { Key = key, At = Now, Labels = [] },
                    IsThere ? AddBeside(Texts[Current - 1], isPublished: false) : Gone),
            };
        }

        private string Create(string text)
        {
            if (Texts.Count > 0)
            {
                return "NameTaken";
            }

            Add(text, isContent: false);
            return Point("production", 1);
        }

        private string Append(string text, string label, int expected)
        {
            if (!IsThere || expected != Texts.Count)
            {
                return IsThere ? "VersionConflict" : Gone;
            }

            AddBeside(text, label == "production");
            return Point(label, Texts.Count);
        }

        /// <summary>A version that is only staged is not what everybody gets, whatever labels there are.</summary>
        private string AddBeside(string text, bool isPublished)
        {
            if (!isPublished)
            {
                Point("production", Current);
            }

            return Add(text, isContent: false);
        }

        private string Import(string text)
        {
            bool isFollowed = Texts.Count == 0 || _areFromContent[Current - 1];
            int before = Texts.Count == 0 ? 0 : Current;
            if (IsArchived || (Texts.Count > 0 && !Imported.Add($"hash of {text}")) || (Texts.Count > 0 && Texts[Current - 1] == text))
            {
                return "Unchanged";
            }

            Imported.Add($"hash of {text}");
            Add(text, isContent: true);
            Point(isFollowed ? "production" : "candidate", Texts.Count);
            return isFollowed ? "Written" : Point("production", before);
        }

        private string SetLabel(string label, int number)
        {
            if (!IsThere || number > Texts.Count)
            {
                return Gone;
            }

            return Pointers.TryGetValue(label, out int current) && current == number ? "Unchanged" : Point(label, number);
        }

        private string RemoveLabel(string label) => IsThere && Pointers.Remove(label) ? "Written" : Gone;

        private string Archive()
        {
            string result = IsThere ? "Written" : Gone;
            IsArchived |= IsThere;
            return result;
        }

        private string Unarchive()
        {
            IsArchived = false;
            return "Written";
        }

        private string Return(string text, string label)
        {
            Unarchive();
            return Append(text, label, Texts.Count);
        }

        private string Add(string text, bool isContent)
        {
            Texts.Add(text);
            _areFromContent.Add(isContent);
            return "Written";
        }

        private string Point(string label, int number)
        {
            Pointers[label] = number;
            return "Written";
        }
    }
}
