using PromptIntel.Core.Audit;

namespace PromptIntel.Adapters.Relational.Audit;

/// <summary>Rows of <c>audit_log</c>, written in the transaction of the write that they tell of.</summary>
internal static class AuditRows
{
    public static async Task AppendAsync(SqlSession session, IEnumerable<AuditEntry> entries, CancellationToken cancellationToken)
    {
        foreach (AuditEntry entry in entries)
        {
            await session.SendAsync(
                """
                INSERT INTO audit_log (at, actor, action, subject, detail, value_before, value_after, why)
                VALUES (@At, @Actor, @Action, @Subject, @Detail, @Before, @After, @Why)
                """,
                [
                    ("@At", entry.At.ToStored()), ("@Actor", entry.Actor), ("@Action", entry.Action), ("@Subject", entry.Subject),
                    ("@Detail", entry.Detail), ("@Before", entry.From), ("@After", entry.To), ("@Why", entry.Why),
                ],
                cancellationToken);
        }
    }
}
