namespace PromptIntel.Hosting.Tests.Schedules;

/// <summary>A machine whose clock is wrong; its timers are not.</summary>
internal sealed class SkewedClock(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
}
