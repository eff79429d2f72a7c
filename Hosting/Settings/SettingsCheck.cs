using System.ComponentModel.DataAnnotations;
using System.Reflection;

using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Settings;

/// <summary>
/// Compares what is configured under <c>PromptIntel</c> with the options that read it: a name that nothing reads, and a value that its
/// option cannot hold, refuse the start before anything is built. Values are never shown: whoever mixes up two settings may have put a
/// key there.
/// </summary>
internal sealed class SettingsCheck(IReadOnlyList<SettingSection> sections)
{
    private const string Root = "PromptIntel";
    private const int LongestShown = 200;

    /// <exception cref="StartupRefusedException">Names the first key that is wrong, and what is right.</exception>
    public void Check(IConfiguration configuration) => CheckSection(configuration.GetSection(Root), []);

    private void CheckSection(IConfigurationSection section, Type[] options)
    {
        RefuseValue(section, "is a section");
        PropertyInfo[] properties = [.. options.SelectMany(SettingType.Properties)];

        foreach (IConfigurationSection child in section.GetChildren())
        {
            SettingSection[] declared = [.. sections.Where(known => IsSame(known.Path, child.Path))];

            if (declared.Any(known => known.Options is null))
            {
                continue;
            }

            PropertyInfo? property = properties.FirstOrDefault(known => IsSame(known.Name, child.Key));

            if (property is not null && SettingType.Of(property.PropertyType) is not SettingType.Section)
            {
                CheckValue(child, property.PropertyType, [.. property.GetCustomAttributes<ValidationAttribute>()]);
            }
            else if (property is not null || declared.Length > 0)
            {
                CheckSection(
                    child, [.. declared.Select(known => known.Options!), .. property is null ? Type.EmptyTypes : [property.PropertyType]]);
            }
            else
            {
                throw Unknown(child, section, properties.Select(known => known.Name).Concat(Below(section)));
            }
        }
    }

    private void CheckValue(IConfigurationSection setting, Type type, ValidationAttribute[] rules)
    {
        switch (SettingType.Of(type))
        {
            case SettingType.Section:
                CheckSection(setting, [type]);
                break;
            case SettingType.Many many:
                RefuseValue(setting, many.IsNamed ? "is a section of names" : "is a list, which begins with 0");

                foreach (IConfigurationSection item in setting.GetChildren())
                {
                    CheckValue(item, many.Item, []);
                }

                break;
            case SettingType.One one:
                if (setting.GetChildren().FirstOrDefault() is { } below)
                {
                    throw new StartupRefusedException($"{Shown(below.Path)} is no setting: {Shown(setting.Path)} is a single value.");
                }

                if (setting.Value is { } text && one.FindFault(text, Shown(setting.Path), rules) is { } fault)
                {
                    throw new StartupRefusedException(fault);
                }

                break;
        }
    }

    /// <summary>The names of the sections that stand directly below one.</summary>
    private IEnumerable<string> Below(IConfigurationSection section) => sections
        .Where(known => known.Path.StartsWith($"{section.Path}:", StringComparison.OrdinalIgnoreCase))
        .Select(known => known.Path[(section.Path.Length + 1)..].Split(':')[0])
        .Distinct(StringComparer.OrdinalIgnoreCase);

    private static StartupRefusedException Unknown(IConfigurationSection child, IConfigurationSection parent, IEnumerable<string> names)
    {
        string[] known = [.. names.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
        string meant = NearestName.Find(child.Key, known) is { } nearest
            ? $"did you mean {parent.Path}:{nearest}?"
            : $"known in {parent.Path} are {string.Join(", ", known)}.";
        return new StartupRefusedException($"{Shown(child.Path)} is no setting; {meant}");
    }

    private static void RefuseValue(IConfigurationSection section, string what)
    {
        if (!string.IsNullOrEmpty(section.Value) && section.Path != Root)
        {
            throw new StartupRefusedException($"{Shown(section.Path)} {what} and takes no value itself.");
        }
    }

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Shown(string path) => new([.. path.Take(LongestShown).Select(letter => char.IsControl(letter) ? '?' : letter)]);
}
