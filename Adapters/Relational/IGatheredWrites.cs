namespace PromptIntel.Adapters.Relational;

/// <summary>
/// What writes of one transaction leave to its end, because it takes few statements for all of them together: see
/// <see cref="SqlSession.GatherAsync"/>.
/// </summary>
internal interface IGatheredWrites
{
    /// <summary>Once, behind everything else that those who gathered it have sent.</summary>
    Task SendAsync(SqlSession session, CancellationToken cancellationToken);
}
