using PromptIntel.Core.Users;

namespace PromptIntel.Core.Tests.Users;

public class UserIdsTests
{
    public static TheoryData<string> Refused() =>
    [
        "", "a/b", "/", ".", "..", "a\0", "a\n", "a\r\nb", "\t", "a\u0007b", "\u007f", "\u0085", "a\u2028b", "\u2029",
        "ann\u202egnp", "\u200bann", "\ufeffann", "\uffff", "a\U0010ffff", new string('a', 129),
    ];

    public static TheoryData<string> Accepted() =>
    [
        "a", "...", ".a", "ann@pier.example", "h3Kq81bVxQfYwX0cJdE2a7rTzN52", "auth0|5f7c8ec7c33c6c004bbafe82", "东京", "Zoë", "a b",
        "a\\b", "a%2Fb", "😀", "a?b#c", new string('a', 128),
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void IsValid_WhenItIsNoNameOrCannotBeSeen_IsFalse(string userId) => Assert.False(UserIds.IsValid(userId));

    /// <summary>Not as theory data: a runner that passes it on would mend it.</summary>
    [Fact]
    public void IsValid_WhenItHoldsHalfASurrogatePair_IsFalse() =>
        Assert.All(["\ud800", "a\udc00", "\udc00\ud800", "\ud800a", "😀\ud83d"], userId => Assert.False(UserIds.IsValid(userId)));

    [Theory]
    [InlineData("a\n")]
    [InlineData("ann\u202egnp")]
    [InlineData("..")]
    [InlineData("\uffff")]
    [InlineData("a\u2028b")]
    public void MayBeStored_WhenAnEarlierRuleTookIt_IsTrue(string userId) => Assert.True(UserIds.MayBeStored(userId));

    [Fact]
    public void MayBeStored_WhenNoRuleEverTookIt_IsFalse() =>
        Assert.All(["", "a/b", "a\0", "\ud800", new string('a', 129)], userId => Assert.False(UserIds.MayBeStored(userId)));

    [Theory]
    [MemberData(nameof(Accepted))]
    public void IsValid_WhenAnotherSystemMayHaveGivenIt_IsTrue(string userId) => Assert.True(UserIds.IsValid(userId));
}
