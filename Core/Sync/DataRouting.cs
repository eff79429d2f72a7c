using System.Collections.Immutable;

namespace PromptIntel.Core.Sync;

/// <summary>Whose a collection is.</summary>
public enum DataOwner
{
    /// <summary>One user's; erased with him, and no row without his name.</summary>
    User,

    /// <summary>What is known of leagues and agreed with them; names no user.</summary>
    League,

    /// <summary>Counts over many; names no user.</summary>
    Analytics,

    /// <summary>The team's prompts and workflows; names authors, never those they are run for.</summary>
    Catalog,

    /// <summary>Runs with what went in and came out; says for whom until he is erased.</summary>
    Execution,

    /// <summary>What the installation needs to work.</summary>
    Operations,
}

/// <param name="Name">The table.</param>
/// <param name="IsLive">Whether it is copied to where frontends read live. The relational database has everything
/// and is the system of record.</param>
public sealed record PersistedCollection(string Name, DataOwner Owner, bool IsLive = false);

/// <summary>
/// Where data belongs: what is a user's is kept in his collections and goes live; what is a league's, and what is counted, stays in the
/// relational database. The execution connects the two, by its id. A test holds the schema, and what a real run writes, to this list; a
/// new table is added here first.
/// </summary>
public static class DataRouting
{
    public static ImmutableArray<PersistedCollection> Collections { get; } =
    [
        new("user_preferences", DataOwner.User, IsLive: true),
        new("user_history", DataOwner.User, IsLive: true),
        new("user_feedback", DataOwner.User, IsLive: true),
        new("league_examples", DataOwner.League),
        new("league_example_revision", DataOwner.League),
        new("league_records", DataOwner.League),
        new("contracts", DataOwner.League),
        new("user_figures", DataOwner.Analytics, IsLive: true),
        new("execution_metrics", DataOwner.Analytics),
        new("workflow_hours", DataOwner.Analytics),
        new("prompt_hours", DataOwner.Analytics),
        new("league_hours", DataOwner.Analytics),
        new("catalog_identity", DataOwner.Catalog),
        new("change_counter", DataOwner.Catalog),
        new("change_log", DataOwner.Catalog),
        new("entries", DataOwner.Catalog, IsLive: true),
        new("entry_versions", DataOwner.Catalog),
        new("entry_labels", DataOwner.Catalog, IsLive: true),
        new("suggestions", DataOwner.Catalog),
        new("content_imports", DataOwner.Catalog),
        new("embedding_generations", DataOwner.Catalog),
        new("embeddings", DataOwner.Catalog),
        new("manifests", DataOwner.Execution),
        new("staged_items", DataOwner.Execution),
        new("batches", DataOwner.Execution),
        new("executions", DataOwner.Execution),
        new("execution_payloads", DataOwner.Execution),
        new("stage_results", DataOwner.Execution),
        new("stage_attempts", DataOwner.Execution),
        new("stage_turns", DataOwner.Execution),
        new("stage_waits", DataOwner.Execution),
        new("execution_events", DataOwner.Execution),
        new("execution_artifacts", DataOwner.Execution),
        new("blobs", DataOwner.Execution),
        new("documents", DataOwner.Execution),
        new("document_uploads", DataOwner.Execution),
        new("idempotency_keys", DataOwner.Execution),
        new("outbox", DataOwner.Operations),
        new("sync_cursors", DataOwner.Operations),
        new("named_leases", DataOwner.Operations),
        new("model_rates", DataOwner.Operations),
        new("job_runs", DataOwner.Operations),
        new("job_schedules", DataOwner.Operations),
        new("audit_log", DataOwner.Operations),
        new("access_keys", DataOwner.Operations),
        new("access_key_uses", DataOwner.Operations),
        new("session_keys", DataOwner.Operations),
        new("instances", DataOwner.Operations),
        new("schema_migrations", DataOwner.Operations),
    ];

    /// <summary>Null for a table that nobody declared.</summary>
    public static PersistedCollection? Find(string name) => Collections.FirstOrDefault(collection => collection.Name == name);
}
