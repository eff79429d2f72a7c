using System.Text.Json;

using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Tests.Schemas;

/// <summary>Formats as their standards have them: what a program of another language writes is taken.</summary>
public sealed class SchemaFormatTests
{
    private readonly JsonSchemaValidator _validator = new();

    [Theory]
    [InlineData("date", "2024-02-29", true)]
    [InlineData("date", "2026-02-29", false)]
    [InlineData("date", "2026-1-2", false)]
    [InlineData("date-time", "2026-03-02T09:00:00Z", true)]
    [InlineData("date-time", "2026-03-02t09:00:00z", true)]
    [InlineData("date-time", "2026-03-02T09:00:00.123456789012Z", true)]
    [InlineData("date-time", "2026-03-02T09:00:00-23:59", true)]
    [InlineData("date-time", "2026-03-02T09:00:00+24:00", false)]
    [InlineData("date-time", "2026-03-02T09:00:00", false)]
    [InlineData("date-time", "2026-03-02 09:00:00Z", false)]
    [InlineData("date-time", "2026-03-02T24:00:00Z", false)]
    [InlineData("date-time", "2026-02-30T09:00:00Z", false)]
    [InlineData("date-time", "2026-03-02T09:00:00Z\n", false)]
    [InlineData("date-time", "2016-12-31T23:59:60Z", true)]
    [InlineData("date-time", "2016-12-31T15:59:60-08:00", true)]
    [InlineData("date-time", "2017-01-01T05:29:60+05:30", true)]
    [InlineData("date-time", "2016-12-31T22:59:60Z", false)]
    [InlineData("date-time", "2026-03-02", false)]
    [InlineData("time", "09:30:00Z", true)]
    [InlineData("time", "09:30:00.5+02:00", true)]
    [InlineData("time", "09:30:00", false)]
    [InlineData("time", "09:30Z", false)]
    [InlineData("time", "٠٩:٣٠:٠٠Z", false)]
    [InlineData("uri", "https://example.org/a%20b?c=d#e", true)]
    [InlineData("uri", "https://müller.example/straße", true)]
    [InlineData("uri", "https://example.org/a b", false)]
    [InlineData("uri", "https://example.org/{id}", false)]
    [InlineData("uri", "https://example.org/100%", false)]
    [InlineData("uri", "https://example.org/%zz", false)]
    [InlineData("uri", "https://example.org/a|b", false)]
    [InlineData("uri", "mailto:ann@example.org", true)]
    [InlineData("uri", "urn:isbn:1", true)]
    public void Format_IsThatOfItsStandard(string format, string text, bool isValid)
    {
        JsonElement schema = JsonSerializer.SerializeToElement(new { format });

        Assert.Equal(isValid, _validator.Validate(schema, JsonSerializer.SerializeToElement(text)).IsEmpty);
    }
}
