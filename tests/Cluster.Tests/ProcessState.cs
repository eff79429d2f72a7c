namespace PromptIntel.Cluster.Tests;

/// <summary>What the system says of a process. Signals are carried out after they were sent, on a busy machine long after.</summary>
internal static class ProcessState
{
    public const char Stopped = 'T';
    public const char Zombie = 'Z';

    /// <summary>The state's letter, as proc(5) has it; null when there is no such process.</summary>
    public static char? Of(int processId)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[stat.LastIndexOf(')') + 2];
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Returns when nothing of the process runs until it is continued.</summary>
    public static Task WaitUntilStoppedAsync(int processId) =>
        ClusterFile.WaitAsync(() => Task.FromResult(Of(processId) == Stopped), $"process {processId} is stopped");
}
