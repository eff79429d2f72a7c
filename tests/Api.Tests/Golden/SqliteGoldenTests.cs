namespace PromptIntel.Api.Tests.Golden;

public sealed class SqliteGoldenTests(SqliteGolden golden) : GoldenTests(golden), IClassFixture<SqliteGolden>;
