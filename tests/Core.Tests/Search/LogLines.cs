using Microsoft.Extensions.Logging;

namespace PromptIntel.Core.Tests.Search;

/// <summary>What was logged, with the numbers of the events.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly List<(int Id, string Text)> _lines = [];

    public IEnumerable<int> Ids => _lines.Select(line => line.Id);

    public IEnumerable<string> Of(int id) => _lines.Where(line => line.Id == id).Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add((eventId.Id, formatter(state, exception)));

    public void Dispose()
    {
    }
}
