using System.Diagnostics;
using System.Net;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Storage;

using StackExchange.Redis;

namespace PromptIntel.Adapters.Redis;

/// <param name="Prefix">What every key and channel begins with: two installations on one Redis never share.</param>
internal sealed record RedisSession(IConnectionMultiplexer Connection, string Prefix)
{
    /// <summary>The first of the configured servers: which of several it is changes nothing for who reads a trace.</summary>
    public (string? Host, int Port) Server { get; } = Connection.GetEndPoints(configuredOnly: true).FirstOrDefault() switch
    {
        DnsEndPoint named => (named.Host, named.Port),
        IPEndPoint numbered => (numbered.Address.ToString(), numbered.Port),
        _ => (null, 0),
    };

    public RedisChannel Channel(string name) => new(Prefix + name, RedisChannel.PatternMode.Literal);
}

/// <summary>
/// The connection, made in the background once the catalog is loaded: neither a start nor a request waits for a server that is down.
/// From then on the client reconnects by itself, for ever. Safe for concurrent use.
/// </summary>
internal sealed class RedisLink
{
    private readonly Lazy<Task<RedisSession>> _opening;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile RedisSession? _session;

    public RedisLink(
        Func<IConnectionMultiplexer> connect,
        PromptCatalog catalog,
        IOptions<RedisOptions> options,
        TimeProvider time,
        ILogger<RedisLink> logger)
    {
        _opening = new Lazy<Task<RedisSession>>(() =>
        {
            // It belongs to no request, though one may be the first to ask.
            using (ExecutionContext.SuppressFlow())
            {
                return Task.Run(() => OpenAsync(connect, catalog));
            }
        });
        (_patience, _time, _logger) = (options.Value.AnswerTimeout, time, logger);
    }

    /// <summary>The connection if it has been made, connected at the moment or not; null before, and then it is being made.</summary>
    public RedisSession? Current
    {
        get
        {
            _ = _opening.Value;
            return _session;
        }
    }

    /// <summary>Ends when there is a connection object, which may be while the server is down.</summary>
    public Task<RedisSession> OpenAsync() => _opening.Value;

    /// <summary>Asks the server one command, within the timeout of the options.</summary>
    /// <exception cref="StoreUnavailableException">There is no connection, or no answer in time.</exception>
    /// <exception cref="RedisServerException">The server refuses the command.</exception>
    public Task<RedisResult> ExecuteAsync(string command, object[] arguments, CancellationToken cancellationToken) =>
        CallAsync(command, session => session.Connection.GetDatabase().ExecuteAsync(command, arguments), cancellationToken);

    /// <inheritdoc cref="ExecuteAsync"/>
    /// <param name="operation">The command, as spans name it.</param>
    public async Task<T> CallAsync<T>(string operation, Func<RedisSession, Task<T>> call, CancellationToken cancellationToken)
    {
        RedisSession session = Current ?? throw new StoreUnavailableException("Redis is not connected yet.");
        using Activity? activity = RedisTelemetry.StartCall(operation, session);

        try
        {
            return await call(session).WaitAsync(_patience, _time, cancellationToken);
        }
        catch (Exception exception) when (exception is RedisConnectionException or TimeoutException)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            throw new StoreUnavailableException($"Redis did not answer to {operation}.", exception);
        }
    }

    private async Task<RedisSession> OpenAsync(Func<IConnectionMultiplexer> connect, PromptCatalog catalog)
    {
        Guid catalogId = await catalog.Identity;

        try
        {
            IConnectionMultiplexer connection = connect();
            connection.ConnectionFailed += (_, failure) => OnFailed(failure.ConnectionType);
            connection.ConnectionRestored += (_, restored) => OnRestored(restored.ConnectionType);

            if (!connection.IsConnected)
            {
                Log.Unreachable(_logger);
            }

            return _session = new RedisSession(connection, $"promptintel:{catalogId:N}:");
        }
        catch (Exception exception)
        {
            // Nobody awaits this task for its outcome; without a connection the instances find out by asking the database.
            Log.NoClient(_logger, exception);
            throw;
        }
    }

    private void OnFailed(ConnectionType type)
    {
        if (type == ConnectionType.Interactive)
        {
            Log.Unreachable(_logger);
        }
    }

    private void OnRestored(ConnectionType type)
    {
        if (type == ConnectionType.Interactive)
        {
            Log.Restored(_logger);
        }
    }
}
