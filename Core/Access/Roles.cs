namespace PromptIntel.Core.Access;

/// <summary>Roles as text: in requests, in configuration and in stores.</summary>
public static class Roles
{
    public static string ToText(this Role role) => role switch
    {
        Role.Reader => "reader",
        Role.Editor => "editor",
        Role.Publisher => "publisher",
        Role.Operator => "operator",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    /// <summary>False for a text that names none, such as a number.</summary>
    public static bool TryParse(string? text, out Role role)
    {
        foreach (Role one in Enum.GetValues<Role>())
        {
            if (string.Equals(one.ToText(), text, StringComparison.OrdinalIgnoreCase))
            {
                role = one;
                return true;
            }
        }

        role = default;
        return false;
    }
}
