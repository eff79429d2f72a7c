namespace PromptIntel.Bench.Workflows;

/// <summary>What came of one input, counted by the rules of the README, with a line for everything that is not as expected.</summary>
internal sealed class Tally
{
    private int _correct;
    private int _expected;

    public List<string> Differences { get; } = [];

    /// <summary>1 for an input of which nothing is judged.</summary>
    public double Accuracy => _expected == 0 ? 1 : (double)_correct / _expected;

    public void Correct()
    {
        _correct++;
        _expected++;
    }

    public void Missed(string what) => Differ($"missed   {what}");

    public void Invented(string what) => Differ($"invented {what}");

    public void Wrong(string what) => Differ($"wrong    {what}");

    /// <summary>One value that is right or wrong.</summary>
    public void Count(bool isCorrect, string what)
    {
        if (isCorrect)
        {
            Correct();
        }
        else
        {
            Wrong(what);
        }
    }

    private void Differ(string line)
    {
        _expected++;
        Differences.Add(line);
    }
}
