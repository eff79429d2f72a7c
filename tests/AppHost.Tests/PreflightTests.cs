using System.Net;
using System.Net.Sockets;

using Microsoft.Extensions.Configuration;

namespace PromptIntel.AppHost.Tests;

/// <summary>What is said before anything is started, and that nothing else is.</summary>
public sealed class PreflightTests : IDisposable
{
    private readonly ScratchScripts _scratch = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public PreflightTests() => _listener.Start();

    private int TakenPort => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose()
    {
        _listener.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Problems_WithNothingInTheWay_AreNone()
    {
        Assert.Empty(await FindProblemsAsync(Configure()));
    }

    [Fact]
    public async Task Problems_WithAnEmbedderThatIsNeitherOnNorOff_NameTheSetting()
    {
        Assert.Equal(["Embedder must be on or off, not 'maybe'."], await FindProblemsAsync(Configure(("Embedder", "maybe"))));
        Assert.Empty(await FindProblemsAsync(Configure(("Embedder", "off"))));
    }

    [Fact]
    public async Task Problems_WithPagesThatAreNeitherAutoNorOff_NameTheSetting()
    {
        Assert.Equal(["Web must be auto or off, not 'on'."], await FindProblemsAsync(Configure(("Web", "on"))));
        Assert.Empty(await FindProblemsAsync(Configure(("Web", "off"))));
    }

    [Fact]
    public async Task Problems_WithTheApisPortTaken_NameThePortItsUseItsHolderAndTheSetting()
    {
        string problem = Assert.Single(await FindProblemsAsync(Configure(), TakenPort));

        Assert.StartsWith($"Port {TakenPort}, for the Api, is taken", problem, StringComparison.Ordinal);
        Assert.EndsWith("choose another by --Ports:Api=N.", problem, StringComparison.Ordinal);

        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"by process {Environment.ProcessId} (", problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "the dashboard", "Ports:Dashboard")]
    [InlineData("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "the dashboard's telemetry", "Ports:Telemetry")]
    [InlineData("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "the dashboard's resources", "Ports:Resources")]
    public async Task Problems_WithAPortOfTheDashboardTaken_SayWhichAndHowToChooseAnother(string key, string use, string setting)
    {
        string byAddress = Assert.Single(await FindProblemsAsync(Configure((key, $"http://localhost:{TakenPort}"))));
        string bySetting = Assert.Single(await FindProblemsAsync(Configure((setting, $"{TakenPort}"))));

        Assert.StartsWith($"Port {TakenPort}, for {use}, is taken", byAddress, StringComparison.Ordinal);
        Assert.EndsWith($"choose another by --{setting}=N.", byAddress, StringComparison.Ordinal);
        Assert.Equal(byAddress, bySetting);
    }

    [Fact]
    public async Task Problems_WithOnePortForTwo_NameBoth()
    {
        string problem = Assert.Single(await FindProblemsAsync(Configure(("Ports:Telemetry", $"{TakenPort}")), TakenPort));

        Assert.Equal(
            $"Port {TakenPort} is wanted by the Api and by the dashboard's telemetry: choose another by --Ports:Telemetry=N.", problem);
    }

    [Theory]
    [InlineData("Ports:Api", "abc", "Ports:Api must be a number from 1 to 65535, not 'abc'.")]
    [InlineData("Ports:Api", "65536", "Ports:Api must be a number from 1 to 65535, not '65536'.")]
    [InlineData("Ports:Dashboard", "none", "Ports:Dashboard must be a number from 1 to 65535, not 'none'.")]
    [InlineData("Ports:Resources", "0", "Ports:Resources must be a number from 1 to 65535, not '0'.")]
    [InlineData(
        "ASPNETCORE_URLS",
        "localhost",
        "ASPNETCORE_URLS, of the dashboard, must be a URL such as http://localhost:15180, not 'localhost'.")]
    [InlineData("Servers", "docker", "Servers must be auto, local or containers, not 'docker'.")]
    [InlineData("Firestore:Emulator", "on", "Firestore:Emulator must be auto, executable, container or off, not 'on'.")]
    public async Task Problems_WithAWrongValue_NameTheSettingAndWhatIsAllowed(string setting, string value, string expected)
    {
        Assert.Equal(expected, Assert.Single(await FindProblemsAsync(Configure((setting, value)))));
    }

    [Fact]
    public async Task Problems_WithPlainHttpBeyondThisMachine_SayHowToAllowIt()
    {
        string problem = Assert.Single(
            await FindProblemsAsync(Configure(("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://192.0.2.1:19180"))));

        Assert.Equal(
            "http://192.0.2.1:19180/ is not encrypted: take https addresses, or set ASPIRE_ALLOW_UNSECURED_TRANSPORT=true.", problem);
    }

    [Fact]
    public async Task Problems_OfSeveralKinds_AreAllSaidAtOnce()
    {
        IReadOnlyList<string> problems = await FindProblemsAsync(Configure(("Servers", "docker"), ("Firestore:Emulator", "on")), TakenPort);

        Assert.Equal(3, problems.Count);
    }

    [Fact]
    public async Task Problems_WithContainersAndNoEngine_SayWhatWasTriedAndWhatToDo()
    {
        string engine = _scratch.Write("engine", "echo Server:; echo 'Cannot connect to the engine.' >&2; exit 1");

        string problem = Assert.Single(await FindProblemsAsync(Configure(("Servers", "containers"), ("ASPIRE_CONTAINER_RUNTIME", engine))));

        Assert.Equal(
            $"Servers=containers, and no container engine answers (`{engine} info`: Cannot connect to the engine): "
                + "start docker or podman, or take --Servers=local.",
            problem);
    }

    [Fact]
    public async Task Problems_WithDataThatAnotherProcessHas_NameItAndTheSetting()
    {
        _scratch.Write("eng/servers/postgres", "[ $1 != pid ] || echo 4711");

        string problem = Assert.Single(await FindProblemsAsync(Configure()));

        Assert.Equal(
            $"{_scratch.Scripts.DataOf("postgres")} is in use by process 4711, of another AppHost perhaps: end that, "
                + "or choose another directory by --Servers:Directory=DIR.",
            problem);
    }

    [Fact]
    public async Task Problems_WithServersThatCannotBeInstalled_SayWhyAndWhatToDo()
    {
        _scratch.Write("eng/servers/redis", "exit 3");
        _scratch.Write("eng/install-servers", "echo \"no mirror for $1\" >&2; exit 1");

        string problem = Assert.Single(await FindProblemsAsync(Configure()));

        Assert.StartsWith(
            "redis: no mirror for redis. Install Redis 8 (redis-server) and PostgreSQL 15", problem, StringComparison.Ordinal);
        Assert.Contains("--ConnectionStrings:cache=...", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problems_WithServersThatCanBeInstalled_AreNone_AndTheyAreInstalledOnce()
    {
        _scratch.Write("eng/servers/redis", "[ $1 != pid ] && test -f installed");
        _scratch.Write("eng/install-servers", "echo \"$@\" >>installed");

        Assert.Empty(await FindProblemsAsync(Configure()));
        Assert.Empty(await FindProblemsAsync(Configure()));

        Assert.Equal(
            ["redis"], await File.ReadAllLinesAsync(Path.Combine(_scratch.Root, "installed"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Problems_WithServersThatAreGiven_AreNone_WhateverCannotBeInstalled()
    {
        _scratch.Write("eng/servers/redis", "exit 3");
        _scratch.Write("eng/install-servers", "exit 1");

        Assert.Empty(await FindProblemsAsync(Configure(("ConnectionStrings:cache", "localhost:6379"))));
    }

    private ConfigurationManager Configure(params IEnumerable<(string Key, string Value)> settings) => ScratchScripts.Configure(settings);

    private async Task<IReadOnlyList<string>> FindProblemsAsync(ConfigurationManager configuration, int? api = null)
    {
        Addresses.Complete(configuration);
        var scripts = _scratch.Scripts;
        return await Preflight.FindProblemsAsync(await Choices.MakeAsync(configuration, scripts), configuration, scripts, api);
    }
}
