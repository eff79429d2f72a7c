namespace PromptIntel.AppHost.Tests;

/// <summary>Which servers are taken, and where users' data goes.</summary>
public sealed class ChoicesTests : IDisposable
{
    private readonly ScratchScripts _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("auto", 0, typeof(Servers.Containers))]
    [InlineData("auto", 1, typeof(Servers.Local))]
    [InlineData("", 1, typeof(Servers.Local))]
    [InlineData("containers", 0, typeof(Servers.Containers))]
    [InlineData("local", 0, typeof(Servers.Local))]
    public async Task Servers_AreChosen_BySettingAndByWhetherAnEngineAnswers(string setting, int exitCode, Type expected)
    {
        string engine = _scratch.Write("engine", $"exit {exitCode}");

        Choices choices = await ChooseAsync(("Servers", setting), ("ASPIRE_CONTAINER_RUNTIME", engine));

        Assert.IsType(expected, choices.Servers);
    }

    [Fact]
    public async Task Servers_WithAnEngineThatIsNotThere_AreLocal()
    {
        Choices choices = await ChooseAsync(("Servers", "auto"), ("ASPIRE_CONTAINER_RUNTIME", Path.Combine(_scratch.Root, "absent")));

        Assert.IsType<Servers.Local>(choices.Servers);
    }

    [Fact]
    public async Task Servers_ThatAllHaveConnectionStrings_AreGiven()
    {
        Choices choices = await ChooseAsync(
            ("Servers", "containers"), ("ConnectionStrings:cache", "a:1"), ("ConnectionStrings:promptintel", "Host=b"));

        Assert.IsType<Servers.Given>(choices.Servers);
    }

    [Fact]
    public async Task Firestore_IsTheEmulatorOfThisMachine_WhereItIsInstalled()
    {
        Choices choices = await ChooseAsync();

        Assert.IsType<Firestore.Executable>(choices.Firestore);
    }

    [Fact]
    public async Task Firestore_WithoutAnEmulator_IsOff_AndSaysThatUserDataStaysInPostgres()
    {
        _scratch.Write("eng/servers/firestore", "echo 'there is no jar' >&2; exit 3");

        Choices choices = await ChooseAsync();

        Assert.IsType<Firestore.Off>(choices.Firestore);
        Assert.Equal("Postgres only: there is no jar", choices.Firestore.Description);
    }

    [Fact]
    public async Task Firestore_AskedForWithoutAnEmulator_IsRefusedWithTheReason()
    {
        _scratch.Write("eng/servers/firestore", "echo 'there is no jar' >&2; exit 3");

        Choices choices = await ChooseAsync(("Firestore:Emulator", "executable"));

        Assert.Equal(
            "Firestore:Emulator=executable, and there is no jar; or take --Firestore:Emulator=off.",
            Assert.IsType<Firestore.Refused>(choices.Firestore).Problem);
    }

    [Theory]
    [InlineData("FIREBASE_SERVICE_ACCOUNT_PATH", "/keys/account.json", typeof(Firestore.Off))]
    [InlineData("FIRESTORE_EMULATOR_HOST", "localhost:8080", typeof(Firestore.Running))]
    [InlineData("Firestore:Emulator", "off", typeof(Firestore.Off))]
    public async Task Firestore_ThatIsGivenOrOff_StartsNoEmulator(string key, string value, Type expected)
    {
        Choices choices = await ChooseAsync((key, value));

        Assert.IsType(expected, choices.Firestore);
    }

    private Task<Choices> ChooseAsync(params IEnumerable<(string Key, string Value)> settings) =>
        Choices.MakeAsync(ScratchScripts.Configure(settings), _scratch.Scripts);
}
