using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Golden;

[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class SqliteGoldenTests(SqliteGolden golden) : GoldenTests(golden), IClassFixture<SqliteGolden>;
