namespace PromptIntel.Api.Tests.Golden;

public sealed class PostgresGoldenTests(PostgresGolden golden) : GoldenTests(golden), IClassFixture<PostgresGolden>;
