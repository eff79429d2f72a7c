using System.Reflection;

using Microsoft.Extensions.Configuration;

using PromptIntel.Hosting.Installation;
using PromptIntel.Hosting.Settings;

namespace PromptIntel.Hosting.Tests.Settings;

/// <summary>What a wrong setting is told, for a program that reads the shared sections only.</summary>
public sealed class SettingsCheckTests
{
    private const string Secret = "sk-sentinel-8128";

    [Theory]
    [InlineData("PromptIntel:Execution:Concurrency", "abc", "must be a whole number; what is set is none.")]
    [InlineData("PromptIntel:Execution:Concurrency", "", "must be a whole number; it is empty.")]
    [InlineData("PromptIntel:Execution:Concurrency", "1.5", "must be a whole number; what is set is none.")]
    [InlineData("PromptIntel:Execution:Concurrency", "99999999999", "must be a whole number; what is set is none.")]
    [InlineData("PromptIntel:Execution:Concurrency", "0", "must be between 1 and 10000.")]
    [InlineData(
        "PromptIntel:Execution:LeaseDuration",
        "30s",
        "must be a duration as [days.]hours:minutes:seconds, such as 00:00:30; what is set is none.")]
    [InlineData("PromptIntel:Execution:LeaseDuration", "02:00:00", "must be between 00:00:00.3000000 and 01:00:00.")]
    [InlineData("PromptIntel:Execution:CaptureContent", "yes", "must be true or false; what is set is none.")]
    [InlineData("PromptIntel:Worker:InProcess", "1", "must be true or false; what is set is none.")]
    [InlineData("PromptIntel:Search:RetrainGrowth", "a tenth", "must be a number, such as 0.5; what is set is none.")]
    [InlineData("PromptIntel:Search:Redis:Grace", "long", "must be a duration")]
    [InlineData("PromptIntel:Postgres:Pooler", "pgbouncer", "must be one of Auto, On, Off; what is set is none.")]
    [InlineData("PromptIntel:Postgres:Pooler", "7", "must be one of Auto, On, Off; what is set is none.")]
    [InlineData("PromptIntel:Postgres:Schema", "Pg_Own", "must match the regular expression")]
    [InlineData("PromptIntel:Inference:Provider", "Anthropic", "must be one of Auto, OpenAI, Offline; what is set is none.")]
    [InlineData("PromptIntel:Inference:Prices:openai/gpt:InputPerMillion", "free", "must be a number, such as 0.5; what is set is none.")]
    [InlineData("PromptIntel:Inference:Prices:openai/gpt:InputPerMillion", "-1", "must be between 0 and 1000000.")]
    [InlineData(
        "PromptIntel:Inference:Providers:own:BaseUrl", "http://[x", "must be an absolute http or https address; what is set is none.")]
    [InlineData("PromptIntel:Inference:Aliases", "fast", "is a section of names and takes no value itself.")]
    [InlineData("PromptIntel:Execution", "on", "is a section and takes no value itself.")]
    public void Check_WhenAnOptionCannotHoldTheValue_NamesTheKeyAndWhatIsAccepted(string key, string value, string expected)
    {
        string refusal = Refuse(key, value);

        Assert.Contains($"{key} {expected}", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal);
    }

    [Theory]
    [InlineData("PromptIntel:Execution:Concurency", "PromptIntel:Execution:Concurrency")]
    [InlineData("PromptIntel:Execution:maxclaim", "PromptIntel:Execution:MaxClaims")]
    [InlineData("PromptIntel:Exection:MaxClaims", "PromptIntel:Execution")]
    [InlineData("PromptIntel:Aip:MaxBodyBytes", "PromptIntel:Api")]
    [InlineData("PromptIntel:Search:Rediss:Grace", "PromptIntel:Search:Redis")]
    [InlineData("PromptIntel:Inference:Providers:own:ApiKye", "PromptIntel:Inference:Providers:own:ApiKey")]
    [InlineData("PromptIntel:Inference:Prices:openai/gpt:InputPerMilion", "PromptIntel:Inference:Prices:openai/gpt:InputPerMillion")]
    public void Check_WhenNothingReadsTheKey_OffersTheNearest(string key, string nearest) =>
        Assert.EndsWith($"is no setting; did you mean {nearest}?", Refuse(key, Secret), StringComparison.Ordinal);

    [Fact]
    public void Check_WhenNoNameIsNear_ListsThoseThereAre() =>
        Assert.Equal(
            "PromptIntel:Users:Colour is no setting; known in PromptIntel:Users are MaxPreferencesBytes.",
            Refuse("PromptIntel:Users:Colour", "red"));

    [Fact]
    public void Check_WhenTheOptionIsComputed_KnowsNoSuchSetting() =>
        Assert.StartsWith(
            "PromptIntel:Execution:RenewalInterval is no setting; known in PromptIntel:Execution are ",
            Refuse("PromptIntel:Execution:RenewalInterval", "00:00:01"),
            StringComparison.Ordinal);

    [Fact]
    public void Check_WhenASingleValueIsTakenForASection_SaysSo() =>
        Assert.Equal(
            "PromptIntel:Execution:Concurrency:Most is no setting: PromptIntel:Execution:Concurrency is a single value.",
            Refuse("PromptIntel:Execution:Concurrency:Most", "1"));

    [Theory]
    [InlineData("PromptIntel:Inference:Provider")]
    [InlineData("PromptIntel:Execution:LeaseDuration")]
    [InlineData("PromptIntel:Inference:Providers:own")]
    [InlineData("PromptIntel:Postgres:Schema")]
    [InlineData("PromptIntel:Storage:Pathh")]
    public void Check_WhenASecretStandsInTheWrongPlace_DoesNotShowIt(string key) =>
        Assert.DoesNotContain(Secret, Refuse(key, Secret), StringComparison.Ordinal);

    [Theory]
    [InlineData("promptintel:execution:CONCURRENCY", "16")]
    [InlineData("PromptIntel:Inference:Provider", "offline")]
    [InlineData("PromptIntel:Inference:Providers:own:BaseUrl", "https://models.example/v1")]
    [InlineData("PromptIntel:Inference:Aliases:fast", "own/small")]
    [InlineData("PromptIntel:Inference:Prices:openai/gpt:OutputPerMillion", "1.25")]
    [InlineData("PromptIntel:Schedules:Cron:refresh_user_metrics", "0 0 3 * * ?")]
    [InlineData("PromptIntel:Schedules:Cron:refresh_user_metrics", "")]
    [InlineData("PromptIntel:Search:Redis:Grace", "1.00:00:00")]
    [InlineData("PromptIntel:Worker:InProcess", "")]
    [InlineData("PromptIntel:Auth:ApiKeys:0:Name", "the Api's own business")]
    [InlineData("PromptIntel:Embedder:Threads", "4")]
    [InlineData("PromptIntel:Api:MaxBodyBytes", "the Api's own business")]
    [InlineData("PromptIntel", "")]
    public void Check_WhenAllIsRight_LetsItPass(string key, string value) => Check(key, value);

    [Fact]
    public void Sections_AreThoseOfEveryOption()
    {
        IEnumerable<string> read =
            from assembly in new[] { "Core", "Adapters", "Hosting" }
            from type in Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, $"PromptIntel.{assembly}.dll")).GetTypes()
            let section = type.GetField("SectionName")?.GetRawConstantValue() as string
            where section is not null
            select section;

        Assert.Equal(read.Order(StringComparer.Ordinal), SettingSections.With([])
            .Where(section => section.Options is not null)
            .Select(section => section.Path)
            .Order(StringComparer.Ordinal));
    }

    private static string Refuse(string key, string value) => Assert.Throws<StartupRefusedException>(() => Check(key, value)).Message;

    private static void Check(string key, string value) =>
        new SettingsCheck(SettingSections.With([])).Check(new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build());
}
