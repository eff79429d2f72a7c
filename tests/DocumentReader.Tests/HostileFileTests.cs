using System.Diagnostics;

using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Adapters.PdfReading;
using PromptIntel.Core.Documents;
using PromptIntel.Tests.Shared;

namespace PromptIntel.DocumentReader.Tests;

/// <summary>Whatever a file holds, the reader's process ends within its bounds and says something that can be answered.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class HostileFileTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names() => [.. All.Keys];

    private static readonly Dictionary<string, (string Code, Func<byte[]> Make)> All =
        HostileFile.All.Concat(HostileForm.All).ToDictionary(file => file.Key, file => file.Value);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task File_IsRefusedWithinTheBounds(string name)
    {
        byte[] content = All[name].Make();
        using ServiceProvider services = Services(Timeout, memoryMiB: 256);
        long start = Stopwatch.GetTimestamp();

        ReadResult result = await services.GetRequiredService<IPdfReader>().ReadAsync(content, Cancel);

        Assert.True(Stopwatch.GetElapsedTime(start) < Timeout + Grace, $"{Stopwatch.GetElapsedTime(start)}");
        Assert.Equal(All[name].Code, Assert.IsType<ReadResult.Refused>(result).Refusal.Code);
    }

    [Fact]
    public async Task Choice_OfTensOfThousandsOfOptions_IsRead()
    {
        using ServiceProvider services = Services(Timeout, memoryMiB: 256);

        ReadResult result = await services.GetRequiredService<IPdfReader>().ReadAsync(HostileForm.Choice(40_000), Cancel);

        Assert.EndsWith("; s39998; s39999", Assert.IsType<ReadResult.Read>(result).Reading.Text.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_ThatUsesMoreMemoryThanItMay_IsEnded()
    {
        // Less than any process of the runtime has: the heap's own limit is not what ends it.
        using ServiceProvider services = Services(Timeout, memoryMiB: 40);

        ReadResult result = await services.GetRequiredService<IPdfReader>().ReadAsync(Memo(), Cancel);

        Assert.Equal(RefusalCodes.TooComplex, Assert.IsType<ReadResult.Refused>(result).Refusal.Code);
        Assert.Contains("40 MiB", ((ReadResult.Refused)result).Refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_WhenNobodyWaitsAnyMore_EndsItsProcess()
    {
        using ServiceProvider services = Services(Timeout, memoryMiB: 256);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        long start = Stopwatch.GetTimestamp();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => services.GetRequiredService<IPdfReader>().ReadAsync(
            HostileFile.All["forms that draw ten forms that draw ten"].Make(), patience.Token));

        Assert.True(Stopwatch.GetElapsedTime(start) < Timeout, $"{Stopwatch.GetElapsedTime(start)}");
    }

    [Fact]
    public async Task Read_BeyondThoseThatMayWait_IsToldToComeBack()
    {
        using ServiceProvider services = Services(Timeout, memoryMiB: 256, readers: 1, waiting: 1);
        var reader = services.GetRequiredService<IPdfReader>();

        ReadResult[] results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => reader.ReadAsync(Memo(), Cancel)));

        Assert.Equal(2, results.OfType<ReadResult.Read>().Count());
        Assert.All(results.OfType<ReadResult.Busy>(), busy => Assert.True(busy.RetryAfter > TimeSpan.Zero));
        Assert.IsType<ReadResult.Read>(await reader.ReadAsync(Memo(), Cancel));
    }

    [Fact]
    public void Process_IsGivenNothingOfTheEnvironment() =>
        Assert.All(
            ReaderProgram.Describe(new DocumentOptions()).Environment.Keys,
            name => Assert.StartsWith("DOTNET_", name, StringComparison.Ordinal));

    private static byte[] Memo() => File.ReadAllBytes(Path.Combine(FileTests.Folder(), "groff-memo.pdf"));

    private static ServiceProvider Services(TimeSpan timeout, int memoryMiB, int readers = 2, int waiting = 16) => new ServiceCollection()
        .AddLogging()
        .AddPdfReading()
        .Configure<DocumentOptions>(options =>
        {
            options.ReadTimeout = timeout;
            options.ReaderMemoryMiB = memoryMiB;
            options.MaxReaders = readers;
            options.MaxWaiting = waiting;
        })
        .BuildServiceProvider();
}
