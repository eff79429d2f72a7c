using System.Net;

using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

using PromptIntel.Api.Auth;

namespace PromptIntel.Api.Tests.Auth;

public class WrongKeysTests
{
    private const int Most = 3;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void FindWait_WhenFewerThanAllowedWereWrong_IsNothing()
    {
        WrongKeys wrong = Create();

        Add(wrong, "10.0.0.1", Most - 1);

        Assert.Null(wrong.FindWait(IPAddress.Parse("10.0.0.1")));
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(20, 40)]
    [InlineData(59, 1)]
    public void FindWait_WhenTooManyWereWrong_IsWhatIsLeftOfTheMinute(int secondsLater, int left)
    {
        WrongKeys wrong = Create();
        Add(wrong, "10.0.0.1", Most);

        _time.Advance(TimeSpan.FromSeconds(secondsLater));

        Assert.Equal(TimeSpan.FromSeconds(left), wrong.FindWait(IPAddress.Parse("10.0.0.1")));
    }

    [Fact]
    public void FindWait_WhenTheMinuteIsOver_IsNothingAndCountsAnew()
    {
        WrongKeys wrong = Create();
        Add(wrong, "10.0.0.1", Most);

        _time.Advance(WrongKeys.Window);
        Add(wrong, "10.0.0.1", Most - 1);

        Assert.Null(wrong.FindWait(IPAddress.Parse("10.0.0.1")));
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("2001:db8:1:2::5", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::5", "2001:db8:1:3::5", false)]
    [InlineData("::1", "127.0.0.1", false)]
    [InlineData(null, null, true)]
    [InlineData(null, "10.0.0.1", false)]
    public void FindWait_OfAnotherAddress_IsItsOwnUnlessTheyAreOneParty(string? guesser, string? other, bool isOne)
    {
        WrongKeys wrong = Create();

        Add(wrong, guesser, Most);

        Assert.Equal(isOne, wrong.FindWait(Parse(other)) is not null);
    }

    [Fact]
    public void Add_WhenVeryManyAddressesGuess_ForgetsTheOldestOnly()
    {
        WrongKeys wrong = Create();
        Add(wrong, "192.0.2.1", Most);
        Add(wrong, "192.0.2.2", Most);

        for (int i = 0; i < WrongKeys.MostAddresses - 1; i++)
        {
            wrong.Add(new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]));
        }

        Assert.Null(wrong.FindWait(IPAddress.Parse("192.0.2.1")));
        Assert.NotNull(wrong.FindWait(IPAddress.Parse("192.0.2.2")));
    }

    [Fact]
    public void Add_WhenManyThreadsGuess_CountsEveryOne()
    {
        var wrong = new WrongKeys(Options.Create(new AuthOptions { MaxWrongKeys = 4000 }), _time);

        Parallel.For(0, 3999, _ => wrong.Add(IPAddress.Loopback));
        TimeSpan? before = wrong.FindWait(IPAddress.Loopback);
        wrong.Add(IPAddress.Loopback);

        Assert.Null(before);
        Assert.NotNull(wrong.FindWait(IPAddress.Loopback));
    }

    private WrongKeys Create() => new(Options.Create(new AuthOptions { MaxWrongKeys = Most }), _time);

    private static IPAddress? Parse(string? address) => address is null ? null : IPAddress.Parse(address);

    private static void Add(WrongKeys wrong, string? address, int times)
    {
        for (int i = 0; i < times; i++)
        {
            wrong.Add(Parse(address));
        }
    }
}
