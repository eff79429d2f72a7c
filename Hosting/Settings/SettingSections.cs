using PromptIntel.Adapters.Firestore;
using PromptIntel.Adapters.Postgres;
using PromptIntel.Adapters.Redis;
using PromptIntel.Adapters.Redis.Search;
using PromptIntel.Adapters.Sqlite;
using PromptIntel.Core.Analytics;
using PromptIntel.Core.Audit;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Documents;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Jobs;
using PromptIntel.Core.Search;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Settings;

/// <summary>Every section of <c>PromptIntel</c>. All programs of an installation are given the same keys.</summary>
internal static class SettingSections
{
    private static readonly SettingSection[] Shared =
    [
        SettingSection.Of<AnalyticsOptions>(AnalyticsOptions.SectionName),
        SettingSection.Of<AuditOptions>(AuditOptions.SectionName),
        SettingSection.Of<CatalogOptions>(CatalogOptions.SectionName),
        SettingSection.Of<ContentOptions>(ContentOptions.SectionName),
        SettingSection.Of<DocumentOptions>(DocumentOptions.SectionName),
        SettingSection.Of<ExecutionOptions>(ExecutionOptions.SectionName),
        SettingSection.Of<FirestoreOptions>(FirestoreOptions.SectionName),
        SettingSection.Of<InferenceOptions>(InferenceOptions.SectionName),
        SettingSection.Of<PostgresOptions>(PostgresOptions.SectionName),
        SettingSection.Of<RedisOptions>(RedisOptions.SectionName),
        SettingSection.Of<RedisSearchOptions>(RedisSearchOptions.SectionName),
        SettingSection.Of<ScheduleOptions>(ScheduleOptions.SectionName),
        SettingSection.Of<SearchOptions>(SearchOptions.SectionName),
        SettingSection.Of<SqliteOptions>(SqliteOptions.SectionName),
        SettingSection.Of<SyncOptions>(SyncOptions.SectionName),
        SettingSection.Of<UserOptions>(UserOptions.SectionName),
        SettingSection.Of<WorkerOptions>(WorkerOptions.SectionName),
#if FIREBASE_ADMIN
        SettingSection.Of<Adapters.FirebaseAdmin.FirebaseAdminOptions>(Adapters.FirebaseAdmin.FirebaseAdminOptions.SectionName),
#endif
    ];

    /// <summary>The sections that only one program reads, and declares.</summary>
    private static readonly string[] OfOneProgram = ["PromptIntel:Api", "PromptIntel:Auth", "PromptIntel:Embedder"];

    /// <param name="own">What the program itself reads.</param>
    public static IReadOnlyList<SettingSection> With(IEnumerable<SettingSection> own)
    {
        SettingSection[] declared = [.. own];
        string[] foreign = [.. OfOneProgram.Where(path => !declared.Any(section => section.Path == path))];
        return [.. Shared, .. declared, .. foreign.Select(path => new SettingSection(path, null))];
    }
}
