using System.Reflection;

using Microsoft.Extensions.Logging;

namespace PromptIntel.Api.Tests.Telemetry;

public class LogEventTests
{
    /// <summary>Operators filter and count by the number: it stands for one line of one place.</summary>
    [Fact]
    public void EventIds_OfAllAssemblies_AreUnique()
    {
        string bin = AppContext.BaseDirectory;
        (int Id, string Where)[] events =
        [
            .. from name in new[] { "Core", "Adapters", "Hosting", "ServiceDefaults", "Api" }
               from type in Assembly.LoadFrom(Path.Combine(bin, $"PromptIntel.{name}.dll")).GetTypes()
               from method in type.GetMethods(
                   BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
               let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
               where attribute is not null
               select (attribute.EventId, $"{type.FullName}.{method.Name}"),
        ];

        Assert.True(events.Length > 40, $"{events.Length} events");
        Assert.All(events, happened => Assert.True(happened.Id > 0, happened.Where));
        Assert.Empty(events.GroupBy(happened => happened.Id)
            .Where(same => same.Count() > 1)
            .Select(same => $"{same.Key}: {string.Join(", ", same.Select(happened => happened.Where))}"));
    }
}
