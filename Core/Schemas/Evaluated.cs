namespace PromptIntel.Core.Schemas;

/// <summary>Which members or items of one value were looked at by the schemas that accepted it, by their position.</summary>
internal sealed class Evaluated
{
    private HashSet<int>? _some;
    private bool _all;

    public bool Contains(int position) => _all || _some?.Contains(position) == true;

    public void Add(int position) => (_some ??= []).Add(position);

    public void AddAll() => _all = true;

    public void Add(Evaluated other)
    {
        _all |= other._all;

        if (other._some is not null)
        {
            (_some ??= []).UnionWith(other._some);
        }
    }
}
