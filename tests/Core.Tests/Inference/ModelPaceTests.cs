using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

using PromptIntel.Core.Inference;
using PromptIntel.Core.Inference.Limits;

namespace PromptIntel.Core.Tests.Inference;

public sealed class ModelPaceTests
{
    private static readonly ResolvedModel Model = new("default", "openai", "small", CanGenerate: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_NoMinuteHoldsMoreCallsThanTheLimit_OverTwoProcesses()
    {
        var clock = new FakeTimeProvider();
        var shared = new InMemoryModelRateStore(clock);
        InferenceOptions options = Limits("openai/small", new ModelLimit { RequestsPerMinute = 30 });
        ModelPace[] processes = [Pace(shared, options, clock), Pace(shared, options, clock)];
        var began = new List<DateTimeOffset>();

        for (int second = 0; second < 300; second++)
        {
            Task[] calls = [.. processes.Select(process => CallAsync(process))];
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAll(calls.Where(call => call.IsCompleted));
        }

        Assert.All(began, first => Assert.InRange(began.Count(other => other >= first && other < first.AddMinutes(1)), 1, 30));
        Assert.InRange(began.Count, 120, 160);

        async Task CallAsync(ModelPace process)
        {
            try
            {
                await process.WaitAsync(Model, 1, Token);
                began.Add(clock.GetUtcNow());
            }
            catch (ModelCallException exception) when (exception.Failure == ModelCallFailure.RateLimited)
            {
                // Its turn is too far off: it comes again.
            }
        }
    }

    [Fact]
    public async Task Wait_CountsTokens_AndAllModelsOfAProvider()
    {
        var clock = new FakeTimeProvider();
        ModelPace tokens = Pace(
            new InMemoryModelRateStore(clock), Limits("openai/small", new ModelLimit { TokensPerMinute = 1_000 }), clock);
        ModelPace provider = Pace(new InMemoryModelRateStore(clock), Limits("openai", new ModelLimit { RequestsPerMinute = 1 }), clock);

        Assert.True(tokens.WaitAsync(Model, 300, Token).IsCompletedSuccessfully);
        Assert.False(tokens.WaitAsync(Model, 300, Token).IsCompleted);
        Assert.True(tokens.WaitAsync(Model with { Model = "other" }, 300, Token).IsCompletedSuccessfully);
        await provider.WaitAsync(Model, 1, Token);
        var refused = await Assert.ThrowsAsync<ModelCallException>(() => provider.WaitAsync(Model with { Model = "other" }, 1, Token));
        Assert.Equal((ModelCallFailure.RateLimited, TimeSpan.FromMinutes(1)), (refused.Failure, refused.RetryAfter));
    }

    /// <summary>Such a call keeps the others away for one minute, not for as many as its size would take.</summary>
    [Fact]
    public async Task Wait_OfACallBeyondAMinutesTokens_TakesOneMinute()
    {
        var clock = new FakeTimeProvider();
        ModelPace pace = Pace(new InMemoryModelRateStore(clock), Limits("openai/small", new ModelLimit { TokensPerMinute = 1_000 }), clock);
        await pace.WaitAsync(Model, 2_000_000, Token);

        var refused = await Assert.ThrowsAsync<ModelCallException>(() => pace.WaitAsync(Model, 1, Token));

        Assert.Equal(TimeSpan.FromMinutes(1), refused.RetryAfter);
    }

    [Fact]
    public async Task Wait_WithoutALimit_DoesNotWait()
    {
        var clock = new FakeTimeProvider();
        ModelPace pace = Pace(new InMemoryModelRateStore(clock), new InferenceOptions(), clock);

        for (int call = 0; call < 1_000; call++)
        {
            await pace.WaitAsync(Model, 1_000_000, Token);
        }

        Assert.Equal(TimeSpan.FromSeconds(30), new InferenceOptions().MaxLimitWait);
        Assert.Empty(new InferenceOptions().Limits);
    }

    private static InferenceOptions Limits(string name, ModelLimit limit) => new() { Limits = { [name] = limit } };

    private static ModelPace Pace(IModelRateStore store, InferenceOptions options, TimeProvider clock) =>
        new(store, Options.Create(options), clock);
}
