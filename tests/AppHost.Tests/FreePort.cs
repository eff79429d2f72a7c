using System.Net;
using System.Net.Sockets;

namespace PromptIntel.AppHost.Tests;

/// <summary>
/// A port for a program that begins to listen later, of a range that the system takes no ports from for anybody else: one that it gives is
/// given to the next as soon as it is let go.
/// </summary>
internal static class FreePort
{
    private const int First = 5200;

    /// <summary>eng/servers take theirs from there on.</summary>
    private const int End = 6500;

    private static int _asked = Environment.ProcessId;

    public static int Find()
    {
        while (true)
        {
            int port = First + (Interlocked.Increment(ref _asked) % (End - First));
            using var listener = new TcpListener(IPAddress.Any, port);

            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one, then.
            }
        }
    }
}
