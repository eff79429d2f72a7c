using System.Collections.Immutable;
using System.Diagnostics;

namespace PromptIntel.Hosting.Commands;

/// <summary>
/// One check of an installation that is loaded and ready. Registered in the container; the suite runs them in that order.
/// </summary>
public interface IValidationCheck
{
    /// <summary>A few words, such as <c>semantic search</c>.</summary>
    string Name { get; }

    /// <summary>
    /// One line that says what was seen. Throws <see cref="ValidationFailedException"/>, or whatever else went
    /// wrong, when it does not hold.
    /// </summary>
    Task<string> RunAsync(CancellationToken cancellationToken);
}

/// <summary>The check ran and does not hold; the message says what was expected.</summary>
public sealed class ValidationFailedException(string message) : Exception(message)
{
    public ValidationFailedException()
        : this("The check does not hold.")
    {
    }
}

public sealed record CheckResult(string Name, bool IsPassed, string Detail, TimeSpan Duration);

public sealed record ValidationReport(ImmutableArray<CheckResult> Checks)
{
    public bool IsPassed => !Checks.IsEmpty && Checks.All(check => check.IsPassed);
}

/// <summary>Runs every check, whatever becomes of the ones before.</summary>
public sealed class ValidationSuite(IEnumerable<IValidationCheck> checks)
{
    public async Task<ValidationReport> RunAsync(CancellationToken cancellationToken)
    {
        var results = ImmutableArray.CreateBuilder<CheckResult>();

        foreach (IValidationCheck check in checks)
        {
            results.Add(await RunAsync(check, cancellationToken));
        }

        return new ValidationReport(results.ToImmutable());
    }

    private static async Task<CheckResult> RunAsync(IValidationCheck check, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();

        try
        {
            return new CheckResult(check.Name, true, await check.RunAsync(cancellationToken), watch.Elapsed);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Any failure is this check's result; the others still have something to say.
            string detail = exception is ValidationFailedException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
            return new CheckResult(check.Name, false, detail, watch.Elapsed);
        }
    }
}
