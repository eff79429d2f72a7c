namespace PromptIntel.Api.Hosting;

/// <summary>Memory that grows to so many bytes and refuses the write that needs more.</summary>
internal sealed class BoundedBuffer(int most) : MemoryStream
{
    /// <summary>A write was refused.</summary>
    public bool IsFull { get; private set; }

    public override int Capacity
    {
        get => base.Capacity;
        set
        {
            if (value > most)
            {
                IsFull = true;
                throw new IOException($"More than {most} bytes.");
            }

            base.Capacity = value;
        }
    }
}
