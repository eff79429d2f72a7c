using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

using Microsoft.AspNetCore.Hosting.Server;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Catalog;
using PromptIntel.Api.Hosting;
using PromptIntel.Core.Catalog;
using PromptIntel.Hosting.Commands;

namespace PromptIntel.Api.Commands;

/// <summary>
/// The time of a cached read over HTTP, of one client, one after another: the promise is that 99 of 100 take less than a millisecond. Each
/// request takes turns with a bare exchange of a few bytes, so that a machine which is busy with something else is not blamed on the
/// service: a read may also take a few times what the exchange takes, and of several rounds one must keep the promise.
/// </summary>
internal sealed class PerformanceCheck(IServer server, PromptCatalog catalog, OwnKey key) : IValidationCheck
{
    private const int Warming = 200;
    private const int Requests = 1_000;
    private const int MostExchanges = 4;
    private const int MostRounds = 5;

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(1);

    public string Name => "performance";

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        EntryState prompt = catalog.Entries.OfKind(EntryKind.Prompt).FirstOrDefault()
            ?? throw new ValidationFailedException("there is nothing to retrieve");
        (string Host, int Port) address = OwnConnection.Find(server)
            ?? throw new ValidationFailedException("no address of this service speaks plain HTTP, so nothing can be measured");

        string own = key.Make();

        try
        {
            byte[] request = OwnConnection.Get(EntryLinks.Of(prompt.Key), (ApiKeyAuthentication.Header, own));

            for (int round = 1; ; round++)
            {
                (TimeSpan read, TimeSpan exchange) = await MeasureAsync(address, request, cancellationToken);
                string text = string.Create(
                    CultureInfo.InvariantCulture,
                    $"cached read over HTTP, 99 of 100 within {read.TotalMilliseconds:0.00} ms "
                        + $"({Requests} reads; limit {Limit.TotalMilliseconds:0} ms)");

                if (read < Limit || read < MostExchanges * exchange)
                {
                    return text;
                }

                if (round == MostRounds)
                {
                    throw new ValidationFailedException(text);
                }
            }
        }
        finally
        {
            key.Forget(own);
        }
    }

    private static async Task<(TimeSpan Read, TimeSpan Exchange)> MeasureAsync(
        (string Host, int Port) address, byte[] request, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var bare = new TcpClient { NoDelay = true };
        await bare.ConnectAsync((IPEndPoint)listener.LocalEndpoint, cancellationToken);
        using TcpClient other = await listener.AcceptTcpClientAsync(cancellationToken);
        other.NoDelay = true;
        Task answering = AnswerAsync(other.GetStream(), cancellationToken);
        using var connection = new OwnConnection();
        await connection.OpenAsync(address, cancellationToken);
        var (reads, exchanges) = (new List<TimeSpan>(Requests), new List<TimeSpan>(Requests));
        byte[] one = new byte[1];

        for (int turn = -Warming; turn < Requests; turn++)
        {
            long started = Stopwatch.GetTimestamp();
            int status = await connection.AskAsync(request, cancellationToken);
            long between = Stopwatch.GetTimestamp();
            await bare.GetStream().WriteAsync(one, cancellationToken);
            await bare.GetStream().ReadExactlyAsync(one, cancellationToken);
            long ended = Stopwatch.GetTimestamp();

            if (status != StatusCodes.Status200OK)
            {
                throw new ValidationFailedException($"a cached read was answered {status}");
            }

            if (turn >= 0)
            {
                reads.Add(Stopwatch.GetElapsedTime(started, between));
                exchanges.Add(Stopwatch.GetElapsedTime(between, ended));
            }
        }

        bare.Close();
        await answering;
        return (NinetyNinth(reads), NinetyNinth(exchanges));
    }

    /// <summary>Sends back what comes, until nothing does.</summary>
    private static async Task AnswerAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        byte[] one = new byte[1];

        while (await stream.ReadAsync(one, cancellationToken) > 0)
        {
            await stream.WriteAsync(one, cancellationToken);
        }
    }

    private static TimeSpan NinetyNinth(List<TimeSpan> values) => values.Order().ElementAt(values.Count * 99 / 100);
}
