using System.Globalization;
using System.Net;
using System.Text;

namespace PromptIntel.Client.Transport;

/// <summary>One connection to a stream of server-sent events.</summary>
internal sealed class EventConnection : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;
    private readonly TimeSpan _silence;
    private readonly TimeProvider _time;

    private EventConnection(HttpResponseMessage response, Stream body, TimeSpan silence, TimeProvider time)
    {
        _response = response;
        _lines = new StreamReader(body, Encoding.UTF8);
        _silence = silence;
        _time = time;
    }

    /// <summary>The stream has ended and nothing will come any more.</summary>
    public bool IsOver => _response.StatusCode == HttpStatusCode.NoContent;

    public static async Task<EventConnection> OpenAsync(
        HttpResponseMessage response, TimeSpan silence, TimeProvider time, CancellationToken cancellationToken) =>
        new(response, await response.Content.ReadAsStreamAsync(cancellationToken), silence, time);

    /// <summary>The next event; null when the connection broke, fell silent, or was closed.</summary>
    public async Task<RawEvent?> TryReadAsync(IEventWatch? watch, CancellationToken cancellationToken)
    {
        (long? id, string type, StringBuilder data) = (null, "message", new StringBuilder());

        try
        {
            while (await _lines.ReadLineAsync(cancellationToken).AsTask().WaitAsync(_silence, _time, cancellationToken) is { } line)
            {
                watch?.Heard();
                (string field, string value) = Split(line);

                switch (field)
                {
                    case "" when line.Length == 0 && data.Length > 0:
                        return new RawEvent(id, type, data.ToString());
                    case "id" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number):
                        id = number;
                        break;
                    case "event":
                        type = value;
                        break;
                    case "data":
                        data.Append(data.Length > 0 ? "\n" : "").Append(value);
                        break;
                }
            }

            return null;
        }
        catch (Exception broken) when (Outages.IsOne(broken, cancellationToken))
        {
            return null;
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }

    private static (string Field, string Value) Split(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..].TrimStart(' '));
    }
}
