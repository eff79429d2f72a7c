using System.Diagnostics.Metrics;

using OpenTelemetry.Metrics;

using PromptIntel.ServiceDefaults;

namespace PromptIntel.Hosting.Tests.Defaults;

public sealed class HistogramBoundsTests : IDisposable
{
    private readonly Meter _own = new("PromptIntel.HistogramBoundsTests");
    private readonly Meter _other = new("HistogramBoundsTests");

    public void Dispose()
    {
        _own.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Duration_OfTheProduct_TellsMillisecondsApart()
    {
        var bounds = Assert.IsType<ExplicitBucketHistogramConfiguration>(
            HistogramBounds.Of(_own.CreateHistogram<double>("duration", "s"))).Boundaries!;

        Assert.True(bounds.Count(bound => bound < 0.1) >= 5);
        Assert.Equal(bounds.Order(), bounds);
    }

    [Fact]
    public void Tokens_HaveTheBoundsOfTheConventions() =>
        Assert.Equal(1_048_576, Assert.IsType<ExplicitBucketHistogramConfiguration>(
            HistogramBounds.Of(_own.CreateHistogram<long>("tokens", "{token}"))).Boundaries![^1]);

    [Fact]
    public void WhatIsNoHistogramOrNotTheProducts_IsLeftAlone()
    {
        Assert.Null(HistogramBounds.Of(_own.CreateCounter<long>("count", "s")));
        Assert.Null(HistogramBounds.Of(_own.CreateHistogram<double>("ratio", "1")));
        Assert.Null(HistogramBounds.Of(_other.CreateHistogram<double>("duration", "s")));
    }
}
