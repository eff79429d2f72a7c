using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace PromptIntel.Hosting.Settings;

/// <summary>How the configuration's binder reads a type.</summary>
internal abstract record SettingType
{
    private SettingType()
    {
    }

    /// <summary>One text, converted.</summary>
    /// <param name="IsOptional">An empty text stands for none.</param>
    public sealed record One(Type Type, bool IsOptional) : SettingType
    {
        private string Accepted => Type switch
        {
            { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(Type))}",
            _ when Type == typeof(bool) => "true or false",
            _ when Type == typeof(TimeSpan) => "a duration as [days.]hours:minutes:seconds, such as 00:00:30",
            _ when Type == typeof(Uri) => "an absolute http or https address",
            _ when Type == typeof(double) || Type == typeof(decimal) => "a number, such as 0.5",
            _ => "a whole number",
        };

        /// <summary>A sentence about the text at <paramref name="path"/>, without the text; null when the option takes it.</summary>
        public string? FindFault(string text, string path, IEnumerable<ValidationAttribute> rules)
        {
            if (IsOptional && text.Length == 0)
            {
                return null;
            }

            return Convert(text) is { } value
                ? FindBroken(value, path, rules)
                : $"{path} must be {Accepted}; {(string.IsNullOrWhiteSpace(text) ? "it is empty" : "what is set is none")}.";
        }

        private static string? FindBroken(object value, string path, IEnumerable<ValidationAttribute> rules) =>
            rules.FirstOrDefault(rule => !rule.IsValid(value))?.FormatErrorMessage(path) is { } message ? $"{message.TrimEnd('.')}." : null;

        private object? Convert(string text)
        {
            try
            {
                object? value = TypeDescriptor.GetConverter(Type).ConvertFromInvariantString(text);
                return Type.IsEnum && !Enum.IsDefined(Type, value!) ? null : value;
            }
            catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
            {
                // The converters have no way to ask.
                return null;
            }
        }
    }

    /// <summary>A list, or values by name.</summary>
    public sealed record Many(Type Item, bool IsNamed) : SettingType;

    /// <summary>Options of its own.</summary>
    public sealed record Section : SettingType;

    public static SettingType Of(Type type)
    {
        Type value = Nullable.GetUnderlyingType(type) ?? type;

        if (TypeDescriptor.GetConverter(value).CanConvertFrom(typeof(string)))
        {
            return new One(value, IsOptional: value != type);
        }

        Type? collection = value.GetInterfaces().Append(value)
            .FirstOrDefault(held => held.IsGenericType && held.GetGenericTypeDefinition() == typeof(ICollection<>));
        Type? item = collection?.GetGenericArguments()[0];
        return item switch
        {
            null => new Section(),
            { IsGenericType: true } when item.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) =>
                new Many(item.GetGenericArguments()[1], IsNamed: true),
            _ => new Many(item, IsNamed: false),
        };
    }

    /// <summary>What the binder sets, or fills where it finds a collection.</summary>
    public static IEnumerable<PropertyInfo> Properties(Type options) =>
        options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(
            property => property.CanWrite || Of(property.PropertyType) is Many);
}
