using System.Buffers;
using System.Text;

namespace PromptIntel.Core.Catalog.Templates;

/// <summary>
/// The text that a render writes, and what it may still spend. One render uses one, from one thread; every message shares its limits.
/// </summary>
internal sealed class TemplateOutput(TemplateLimits limits, TimeProvider time, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>Looking at the clock costs more than a step.</summary>
    private const int StepsBetweenLooks = 512;

    private readonly long _started = time.GetTimestamp();
    private char[] _buffer = ArrayPool<char>.Shared.Rent(1024);
    private int _start;
    private int _length;
    private int _written;
    private long _steps;
    private long _nextLook = StepsBetweenLooks;

    /// <summary>The template's place that is being written, for messages.</summary>
    public int Position { get; set; }

    public void Append(string text) => Append(text.AsSpan());

    public void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > _buffer.Length - _length)
        {
            Grow(text.Length);
        }

        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }

    public void Append(char letter)
    {
        if (_length == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[_length++] = letter;
    }

    public void AppendUtf8(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > _buffer.Length - _length)
        {
            Grow(Encoding.UTF8.GetCharCount(utf8));
        }

        _length += Encoding.UTF8.GetChars(utf8, _buffer.AsSpan(_length));
    }

    /// <summary>Counts work done or about to be done.</summary>
    /// <exception cref="TemplateLimitException">Too much was asked for, or it takes too long.</exception>
    public void Spend(int steps)
    {
        _steps += steps;
        if (_steps >= _nextLook)
        {
            Look();
        }
    }

    /// <summary>Where a text begins that <see cref="Take"/> will give.</summary>
    public int Mark()
    {
        int before = _start;
        _start = _length;
        return before;
    }

    /// <summary>Takes off the text since the last mark; <paramref name="before"/> is what the mark gave.</summary>
    public string Take(int before)
    {
        string text = new(_buffer, _start, _length - _start);
        _length = _start;
        _start = before;
        return text;
    }

    /// <summary>The text of a value by itself.</summary>
    public string TextOf(TemplateValue value)
    {
        Spend(value.Size >> 5);
        int before = Mark();
        value.WriteTo(this);
        return Take(before);
    }

    /// <summary>Takes off the text of a whole template; it goes on counting against the limit.</summary>
    public string TakeAll()
    {
        Count(_length);
        return Take(0);
    }

    /// <summary>Text that is part of the render and was not written here.</summary>
    public void Count(int characters)
    {
        _written += characters;
        if (_written > limits.Output)
        {
            throw TooLong();
        }
    }

    public void Dispose() => ArrayPool<char>.Shared.Return(_buffer);

    private void Look()
    {
        _nextLook = Math.Min(_steps + StepsBetweenLooks, limits.Steps + 1L);
        cancellationToken.ThrowIfCancellationRequested();
        if (_steps > limits.Steps)
        {
            throw new TemplateLimitException("steps", $"It takes more than {limits.Steps} steps.");
        }

        if (time.GetElapsedTime(_started) > limits.Time)
        {
            throw new TemplateLimitException("time", $"It takes longer than {limits.Time.TotalSeconds} s.");
        }
    }

    private void Grow(int more)
    {
        long needed = (long)_length + more;
        if (needed + _written > limits.Output)
        {
            throw TooLong();
        }

        char[] larger = ArrayPool<char>.Shared.Rent((int)Math.Min(limits.Output, Math.Max(needed, _buffer.Length * 2L)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<char>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private TemplateLimitException TooLong() => new("output", $"It writes more than {limits.Output} characters.");
}

/// <summary>A render was broken off.</summary>
internal sealed class TemplateLimitException(string limit, string message) : Exception(message)
{
    /// <summary><c>output</c>, <c>steps</c> or <c>time</c>.</summary>
    public string Limit => limit;

    /// <summary>Line and column, once they are known.</summary>
    public string? Place { get; set; }

    public override string Message => Place is null ? base.Message : $"{base.Message} ({Place})";
}
