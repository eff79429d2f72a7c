using System.Globalization;
using System.Net;
using System.Net.Sockets;

using Microsoft.Extensions.Configuration;

namespace PromptIntel.AppHost;

/// <summary>
/// Whether the ports that are named can be had. DCP would start all the same, and another program would answer in its place.
/// </summary>
internal static class Ports
{
    public const string Api = "Ports:Api";

    /// <summary>Set under test: then every port is a free one.</summary>
    private const string Randomised = "DcpPublisher:RandomizePorts";

    /// <returns>False when the setting is not there, or is no port.</returns>
    public static bool TryRead(IConfiguration configuration, string setting, out int port) =>
        int.TryParse(configuration[setting], CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue;

    /// <summary>A line for each port that cannot be had: which, what it is for, who has it, and how to choose another.</summary>
    /// <param name="api">The port of the Api.</param>
    public static IEnumerable<string> FindProblems(IConfiguration configuration, int? api)
    {
        foreach (string setting in Addresses.All.Select(address => address.Setting).Prepend(Api))
        {
            if (configuration[setting] is { Length: > 0 } given && !TryRead(configuration, setting, out _))
            {
                yield return $"{setting} must be a number from 1 to {ushort.MaxValue}, not '{given}'.";
            }
        }

        if (configuration.GetValue(Randomised, false))
        {
            yield break;
        }

        IEnumerable<(int Port, string Use, string Setting)> wanted = Addresses.All
            .SelectMany(address => Addresses.Parse(configuration[address.Key]).Select(uri => (uri.Port, address.Use, address.Setting)));
        wanted = api is { } port ? wanted.Prepend((port, "the Api", Api)) : wanted;

        foreach (IGrouping<int, (int Port, string Use, string Setting)> one in wanted.GroupBy(port => port.Port))
        {
            (_, string use, string setting) = one.First();

            if (one.Count() > 1)
            {
                yield return $"Port {one.Key} is wanted by {string.Join(" and by ", one.Select(port => port.Use))}: "
                    + $"choose another by --{one.Last().Setting}=N.";
            }
            else if (FindObstacle(one.Key) is { } obstacle)
            {
                yield return $"Port {one.Key}, for {use}, {obstacle}: choose another by --{setting}=N.";
            }
        }
    }

    private static string? FindObstacle(int port) => FindObstacle(IPAddress.Loopback, port) ?? FindObstacle(IPAddress.IPv6Loopback, port);

    private static string? FindObstacle(IPAddress address, int port)
    {
        using var socket = new Socket(
            address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        { ExclusiveAddressUse = OperatingSystem.IsWindows() };

        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
            return null;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return PortHolder.Find(port) is { } holder ? $"is taken by {holder}" : "is taken";
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.AccessDenied)
        {
            return "may not be used by this user";
        }
        catch (SocketException absent) when (absent.SocketErrorCode is SocketError.AddressNotAvailable
            or SocketError.AddressFamilyNotSupported)
        {
            // A machine without IPv6.
            return null;
        }
    }
}
