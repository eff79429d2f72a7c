namespace PromptIntel.Hosting.Settings;

/// <summary>A part of the configuration and the options that read it.</summary>
/// <param name="Path">Such as <c>PromptIntel:Api</c>.</param>
/// <param name="Options">Null where another program reads it: then nothing in it is looked at.</param>
public sealed record SettingSection(string Path, Type? Options)
{
    /// <summary>The part at <paramref name="path"/>, read as <typeparamref name="T"/>.</summary>
    public static SettingSection Of<T>(string path)
        where T : class => new(path, typeof(T));
}
