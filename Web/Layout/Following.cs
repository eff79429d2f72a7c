using Microsoft.AspNetCore.Components;

using PromptIntel.Web.Gateway;

namespace PromptIntel.Web.Layout;

/// <summary>
/// A live part that follows a route's events, and reads and draws at a pace that a person can follow, however many come. Once what it shows
/// is over, the page is loaded anew.
/// </summary>
public abstract class Following : ComponentBase, IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _gone = new();
    private Problem? _lost;
    private Problem? _refused;
    private bool _isStale;

    protected Following() => Gone = _gone.Token;

    [Inject]
    public ConsoleApi Api { get; set; } = null!;

    [Inject]
    public NavigationManager Navigation { get; set; } = null!;

    [Inject]
    public TimeProvider Time { get; set; } = null!;

    /// <summary>Ends with the page.</summary>
    protected CancellationToken Gone { get; }

    /// <summary>What was refused or failed; null when nothing was.</summary>
    protected Problem? Problem => _lost ?? _refused;

    protected abstract OwnRequest Events { get; }

    /// <summary>Whether nothing more is to be followed.</summary>
    protected abstract bool IsOver { get; }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads what is shown; gives what was refused.</summary>
    protected abstract Task<Problem?> ReadAsync();

    /// <summary>Whether what is shown has to be read again after this event.</summary>
    protected virtual bool Take(OwnEvent item) => true;

    protected override Task OnInitializedAsync() => RefreshAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = InvokeAsync(() => GuardAsync(FollowAsync));
            _ = InvokeAsync(() => GuardAsync(ShowAsync));
        }
    }

    private async Task FollowAsync()
    {
        await foreach (OwnEvent item in Api.FollowAsync(Events, Gone))
        {
            _isStale |= Take(item);
        }

        // The events end with what they are of.
        _isStale = true;
    }

    private async Task ShowAsync()
    {
        using var pace = new PeriodicTimer(Pace, Time);

        while (await pace.WaitForNextTickAsync(Gone))
        {
            if (_isStale)
            {
                await RefreshAsync();
            }

            if (IsOver)
            {
                Navigation.Refresh(forceReload: true);
                return;
            }

            StateHasChanged();
        }
    }

    private async Task RefreshAsync()
    {
        _isStale = false;
        _refused = await ReadAsync();
    }

    /// <summary>Nobody waits for what goes on beside the page: a failure is said there.</summary>
    private async Task GuardAsync(Func<Task> going)
    {
        try
        {
            await going();
        }
        catch (Exception) when (Gone.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception failed)
        {
            _lost = Api.WhyLost(failed);
            StateHasChanged();
        }
    }
}
