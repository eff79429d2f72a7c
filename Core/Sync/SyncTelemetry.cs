using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PromptIntel.Core.Sync;

/// <summary>Names of sync's spans, metrics and tags. The backlog is what this process saw last: it is measured by whoever relays.</summary>
public static class SyncTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "PromptIntel.Sync";

    public const string Target = "promptintel.sync.target";
    public const string Collection = "promptintel.sync.collection";

    private static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly ConcurrentDictionary<string, (long Pending, double Age, long Parked)> Backlog = new(StringComparer.Ordinal);

    internal static readonly Counter<long> Delivered = Meter.CreateCounter<long>(
        "promptintel.sync.delivered", "{mark}", "Marks delivered, by target and collection");

    internal static readonly Counter<long> Refused = Meter.CreateCounter<long>(
        "promptintel.sync.refused", "{refusal}", "Refusals by a target, by target and collection");

    internal static readonly Counter<long> Unreachable = Meter.CreateCounter<long>(
        "promptintel.sync.unreachable", "{delivery}", "Deliveries broken off because the target could not be reached");

    internal static readonly Counter<long> Mirrored = Meter.CreateCounter<long>(
        "promptintel.sync.mirrored", "{entry}", "Catalog entries mirrored, by target");

    static SyncTelemetry()
    {
        Meter.CreateObservableGauge(
            "promptintel.sync.backlog",
            () => Backlog.Select(one => new Measurement<long>(one.Value.Pending, Tag(one.Key))),
            "{mark}",
            "Marks not delivered, by target");
        Meter.CreateObservableGauge(
            "promptintel.sync.backlog.age",
            () => Backlog.Select(one => new Measurement<double>(one.Value.Age, Tag(one.Key))),
            "s",
            "Age of the oldest change not delivered, by target");
        Meter.CreateObservableGauge(
            "promptintel.sync.parked",
            () => Backlog.Select(one => new Measurement<long>(one.Value.Parked, Tag(one.Key))),
            "{mark}",
            "Marks left to an operator, by target");
    }

    /// <summary>Of what was due; looking for it leaves no span.</summary>
    internal static Activity? StartDelivery(string target, int marks)
    {
        Activity? activity = Source.StartActivity("deliver");
        activity?.SetTag(Target, target);
        activity?.SetTag("promptintel.sync.marks", marks);
        return activity;
    }

    /// <summary>Of catalog entries that changed.</summary>
    internal static Activity? StartMirroring(string target)
    {
        Activity? activity = Source.StartActivity("mirror");
        activity?.SetTag(Target, target);
        return activity;
    }

    internal static KeyValuePair<string, object?> Tag(string target) => new(Target, target);

    internal static void Count(this Counter<long> counter, string target, IEnumerable<SyncDocument> documents)
    {
        foreach ((SyncCollection collection, int number) in documents.CountBy(document => document.Collection))
        {
            counter.Add(number, Tag(target), new KeyValuePair<string, object?>(Collection, collection.ToText()));
        }
    }

    internal static void Observe(string target, ImmutableArray<OutboxBacklog> backlogs, DateTimeOffset now)
    {
        OutboxBacklog? own = backlogs.FirstOrDefault(backlog => backlog.Target == target);
        Backlog[target] = own is null
            ? default
            : (own.Pending, own.OldestSince is { } oldest ? (now - oldest).TotalSeconds : 0, own.Parked);
    }
}
