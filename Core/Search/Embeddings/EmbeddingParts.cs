using Microsoft.Extensions.Logging;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Following;
using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>What the library and its parts are made of.</summary>
/// <param name="Derived">Tells that another instance may have activated a generation.</param>
/// <param name="Nudge">Tells the others of ours.</param>
internal sealed record EmbeddingParts(
    ICatalogReader Catalog,
    IEmbeddingStore Store,
    ISearchIndexFactory Indexes,
    EmbedderChoice Choice,
    LeasedWork Leases,
    DerivedChanges Derived,
    IChangeNudge Nudge,
    TimeProvider Time,
    ILogger Logger);
