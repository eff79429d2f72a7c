using PromptIntel.Core.Inference.Limits;

namespace PromptIntel.Adapters.Relational;

/// <summary>Rates in one table, by the database's clock: a booking is one statement on its rate's row.</summary>
internal sealed class RelationalModelRateStore(RelationalDatabase database) : IModelRateStore
{
    private readonly string _now = database.Dialect.NowMilliseconds;

    public Task<RateBooking> BookAsync(
        string rate, TimeSpan stretch, TimeSpan burst, TimeSpan longest, CancellationToken cancellationToken) => database.WriteAsync(
            async (session, token) =>
            {
                (string, SqlValue)[] arguments =
                [
                    ("@rate", rate), ("@stretch", Milliseconds(stretch)), ("@burst", Milliseconds(burst)),
                    ("@longest", Milliseconds(longest)),
                ];
                string begins = $"CASE WHEN r.booked_until > {_now} - @burst THEN r.booked_until ELSE {_now} - @burst END";
                long? wait = await session.QuerySingleOrDefaultAsync<long?>(
                    $"""
                    INSERT INTO model_rates AS r (rate, booked_until) VALUES (@rate, {_now} - @burst + @stretch)
                    ON CONFLICT (rate) DO UPDATE SET booked_until = {begins} + @stretch
                    WHERE r.booked_until <= {_now} + @longest
                    RETURNING booked_until - @stretch - {_now}
                    """,
                    arguments,
                    token);
                return wait is { } booked
                    ? new RateBooking(true, Wait(booked))
                    : new RateBooking(false, Wait(await session.QuerySingleAsync<long>(
                        $"SELECT booked_until - {_now} FROM model_rates WHERE rate = @rate", arguments, token)));
            },
            cancellationToken);

    private static TimeSpan Wait(long milliseconds) => TimeSpan.FromMilliseconds(Math.Max(0, milliseconds));

    // Rounded up, so that a rate is never a little above its limit.
    private static long Milliseconds(TimeSpan span) => (long)Math.Ceiling(span.TotalMilliseconds);
}
