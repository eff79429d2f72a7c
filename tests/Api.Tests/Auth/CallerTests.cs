using PromptIntel.Api.Auth;
using PromptIntel.Core.Access;

namespace PromptIntel.Api.Tests.Auth;

public class CallerTests
{
    [Fact]
    public void SignedIn_WhenAKeyHasHisName_HasAScopeOfHisOwn()
    {
        var key = new Caller("billing", Role.Reader, IsTrusted: false);

        var user = Caller.SignedIn("firebase", "billing", Role.Reader);

        Assert.NotEqual(key.Scope, user.Scope);
        Assert.Equal(("billing", "billing"), (user.UserId, user.UserFor("somebody-else")));
    }
}
