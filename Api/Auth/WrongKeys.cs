using System.Net;
using System.Net.Sockets;

using Microsoft.Extensions.Options;

namespace PromptIntel.Api.Auth;

/// <summary>
/// Wrong keys and tokens by the address that sent them: after <see cref="AuthOptions.MaxWrongKeys"/> within a minute nothing more of that
/// address is looked at until the minute is over. Addresses are those of connections, or what forwarded headers make of them where the
/// host is told to read those. Memory is bounded: the oldest address is forgotten first. Safe for concurrent use.
/// </summary>
internal sealed class WrongKeys(IOptions<AuthOptions> options, TimeProvider time)
{
    public const int MostAddresses = 10_000;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly int _most = options.Value.MaxWrongKeys;
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Failures> _failures = [];
    private readonly Queue<(IPAddress Address, long Since)> _order = new();
    private volatile bool _isAny;

    /// <summary>How long the address has to wait; null when it may try.</summary>
    public TimeSpan? FindWait(IPAddress? address)
    {
        // What everybody pays: nothing, while nobody guesses.
        if (!_isAny)
        {
            return null;
        }

        lock (_gate)
        {
            Forget_NeedsLock();
            return _failures.TryGetValue(Group(address), out Failures failures) && failures.Count >= _most
                ? Window - time.GetElapsedTime(failures.Since)
                : null;
        }
    }

    public void Add(IPAddress? address)
    {
        IPAddress group = Group(address);

        lock (_gate)
        {
            Forget_NeedsLock();

            if (_failures.TryGetValue(group, out Failures failures))
            {
                _failures[group] = failures with { Count = failures.Count + 1 };
                return;
            }

            if (_failures.Count == MostAddresses)
            {
                _failures.Remove(_order.Dequeue().Address);
            }

            long now = time.GetTimestamp();
            _failures.Add(group, new Failures(now, 1));
            _order.Enqueue((group, now));
            _isAny = true;
        }
    }

    private void Forget_NeedsLock()
    {
        while (_order.TryPeek(out (IPAddress Address, long Since) oldest) && time.GetElapsedTime(oldest.Since) >= Window)
        {
            _failures.Remove(_order.Dequeue().Address);
        }

        _isAny = _failures.Count > 0;
    }

    /// <summary>Who has one IPv6 address has all of its network's.</summary>
    private static IPAddress Group(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6 })
        {
            return address ?? IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private readonly record struct Failures(long Since, int Count);
}
