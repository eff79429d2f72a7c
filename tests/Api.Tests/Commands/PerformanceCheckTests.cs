using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Commands;
using PromptIntel.Api.Tests.Auth;
using PromptIntel.Hosting.Commands;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Commands;

/// <summary>A service that a test makes slow: two requests of a hundred wait.</summary>
public sealed class SlowHost : FirebaseHost
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(250);

    private int _requests;

    public bool IsSlow { get; set; }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<IStartupFilter>(new Delays(this)));
    }

    private sealed class Delays(SlowHost host) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, rest) =>
            {
                if (host.IsSlow && Interlocked.Increment(ref host._requests) % 50 == 0)
                {
                    await Task.Delay(Delay, http.RequestAborted);
                }

                await rest(http);
            });
            next(app);
        };
    }
}

[Trait(Fuzzing.Trait, Fuzzing.Long)]
public class PerformanceCheckTests(SlowHost host) : IClassFixture<SlowHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_FailsWhenTwoOfAHundredReadsAreSlow(bool isSlow)
    {
        using HttpClient _ = host.CreateClient();
        host.IsSlow = isSlow;
        var check = ActivatorUtilities.CreateInstance<PerformanceCheck>(host.Services);

        if (isSlow)
        {
            var failure = await Assert.ThrowsAsync<ValidationFailedException>(() => check.RunAsync(Token));
            Assert.Matches(@"within 2\d\d\.\d\d ms", failure.Message);
        }
        else
        {
            Assert.Matches(@"99 of 100 within \d+\.\d\d ms \(1000 reads; limit 1 ms\)", await check.RunAsync(Token));
        }
    }

    [Fact]
    public async Task Run_WhereNothingSpeaksPlainHttp_SaysSo()
    {
        using HttpClient _ = host.CreateClient();
        var check = ActivatorUtilities.CreateInstance<PerformanceCheck>(host.Services, new TestServer(host.Services));

        var failure = await Assert.ThrowsAsync<ValidationFailedException>(() => check.RunAsync(Token));

        Assert.Contains("plain HTTP", failure.Message, StringComparison.Ordinal);
    }
}
