using Aspire.Hosting.ApplicationModel;

namespace PromptIntel.AppHost.Tests;

/// <summary>What the console is told of the programs and servers.</summary>
public sealed class ResourceStatesTests
{
    private readonly ExecutableResource _server = new("redis", "redis-server", "/");
    private readonly ProjectResource _program = new("api");
    private readonly ExecutableResource _byHand = new("api-rebuilder", "dotnet", "/");
    private readonly ResourceStates _states;

    public ResourceStatesTests()
    {
        _program.Annotations.Add(new ReplicaAnnotation(2));
        _byHand.Annotations.Add(new ExplicitStartupAnnotation());
        _states = new ResourceStates(new DistributedApplicationModel([_server, _program, _byHand, new ParameterResource("key", _ => "")]));
    }

    [Fact]
    public void Unready_BeforeAnything_IsAllThatStartsByItself()
    {
        Assert.Equal(["redis has not begun", "api has not begun (2 of 2)"], _states.FindUnready());
    }

    [Fact]
    public void Unready_OfSeveralInstances_SaysEachStateOnceWithTheNumber()
    {
        _states.Take(Event(_server, "redis-1", KnownResourceStates.Running));
        _states.Take(Event(_program, "api-1", "Starting"));
        _states.Take(Event(_program, "api-2", "Starting"));
        IReadOnlyList<string> alike = _states.FindUnready();
        _states.Take(Event(_program, "api-2", "FailedToStart"));

        Assert.Equal(["api is Starting (2 of 2)"], alike);
        Assert.Equal(["api is Starting (1 of 2)", "api could not be started (1 of 2)"], _states.FindUnready());
    }

    [Fact]
    public void Unready_WhenAllInstancesRunAndAreHealthy_IsNothing()
    {
        _states.Take(Event(_server, "redis-1", KnownResourceStates.Running));
        _states.Take(Event(_program, "api-1", KnownResourceStates.Running));

        IReadOnlyList<string> withOneReplica = _states.FindUnready();
        _states.Take(Event(_program, "api-2", KnownResourceStates.Running));

        Assert.Equal(["api has not begun (1 of 2)"], withOneReplica);
        Assert.Empty(_states.FindUnready());
    }

    [Fact]
    public void Unready_LeavesOutWhatNobodyWaitsFor_ThoughItsEndIsSaid()
    {
        var embedder = new ProjectResource("embedder");
        embedder.Annotations.Add(new NotAwaited());
        var states = new ResourceStates(new DistributedApplicationModel([embedder]));

        Assert.Empty(states.FindUnready());
        states.Take(Event(embedder, "embedder-1", KnownResourceStates.Running));
        Assert.Equal("has ended with exit code 1", states.Take(Event(embedder, "embedder-1", KnownResourceStates.Finished, 1)));
        Assert.Empty(states.FindUnready());
    }

    [Theory]
    [InlineData("Waiting", null, "redis is Waiting")]
    [InlineData("FailedToStart", null, "redis could not be started")]
    [InlineData("Finished", 3, "redis has ended with exit code 3")]
    public void Unready_SaysTheState(string state, int? exitCode, string expected)
    {
        _states.Take(Event(_server, "redis-1", state, exitCode));

        Assert.Equal(expected, _states.FindUnready()[0]);
    }

    [Fact]
    public void Take_OfOneThatEndsByItself_SaysSoOnce()
    {
        _states.Take(Event(_server, "redis-1", KnownResourceStates.Running));

        string? first = _states.Take(Event(_server, "redis-1", KnownResourceStates.Finished, 1));
        string? again = _states.Take(Event(_server, "redis-1", KnownResourceStates.Finished, 1));

        Assert.Equal("has ended with exit code 1", first);
        Assert.Null(again);
    }

    [Fact]
    public void Take_OfOneThatSomebodyStops_SaysNothing()
    {
        _states.Take(Event(_program, "api-1", KnownResourceStates.Running));
        _states.Take(Event(_program, "api-1", KnownResourceStates.Stopping));

        Assert.Null(_states.Take(Event(_program, "api-1", KnownResourceStates.Exited, 0)));
    }

    private static ResourceEvent Event(IResource resource, string id, string state, int? exitCode = null) =>
        new(resource, id, new CustomResourceSnapshot { ResourceType = "test", Properties = [], State = state, ExitCode = exitCode });
}
