using System.Text;

namespace PromptIntel.Adapters.Relational;

/// <summary>Conditions of a list that its caller may leave out.</summary>
internal static class SqlCondition
{
    /// <summary>Those that apply, joined by AND; true when none does.</summary>
    public static string AllOf(params ReadOnlySpan<(bool Applies, string Condition)> conditions)
    {
        var where = new StringBuilder("1 = 1");

        foreach ((bool applies, string condition) in conditions)
        {
            if (applies)
            {
                where.Append(" AND ").Append(condition);
            }
        }

        return where.ToString();
    }
}
