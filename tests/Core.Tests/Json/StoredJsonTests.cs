using System.Text;
using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Tests.Json;

public sealed class StoredJsonTests
{
    [Fact]
    public void Value_IsParsedOnceAndHeld()
    {
        StoredJson json = Of("""{"a":[1,"\n"]}""");

        JsonElement value = json.Value;

        Assert.Equal("""{"a":[1,"\n"]}""", value.GetRawText());
        Assert.Equal(value, json.Value);
        Assert.Equal(value, json.Read());
    }

    [Fact]
    public void Read_HoldsNothing()
    {
        StoredJson json = Of("""{"a":1}""");

        Assert.NotEqual(json.Read(), json.Read());
        Assert.Equal("""{"a":1}""", json.Read().GetRawText());
        Assert.True(json.IsValid);
        Assert.NotEqual(json.Read(), json.Read());
    }

    [Fact]
    public void Element_IsHeldAsItIs()
    {
        JsonElement element = JsonElement.Parse("""{"a":1}""");
        StoredJson json = element;

        Assert.Equal((element, element, true), (json.Value, json.Read(), json.IsValid));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":\"\u0001\"}")]
    public void WhatIsNoJson_IsNotValid_AndReadsAsAnEmptyObject(string text) => Refuses(Encoding.UTF8.GetBytes(text));

    [Fact]
    public void WhatIsNotUtf8_IsNotValid() => Refuses([.. "{\"a\":\""u8, 0xFF, .. "\"}"u8]);

    [Fact]
    public void WhatIsNestedTooDeep_IsNotValid()
    {
        const int Depth = StorableJson.MaxWrappedDepth;

        Assert.True(Of(new string('[', Depth) + new string(']', Depth)).IsValid);
        Refuses(Encoding.UTF8.GetBytes(new string('[', Depth + 1) + new string(']', Depth + 1)));
    }

    [Fact]
    public void Value_WhenThreadsRace_IsTheSameJsonForAll()
    {
        for (int round = 0; round < 200; round++)
        {
            StoredJson json = Of($$"""{"round":{{round}}}""");
            var seen = new string[4];
            Parallel.For(0, seen.Length, index => seen[index] = (index % 2 == 0 ? json.Value : json.Read()).GetRawText());

            Assert.All(seen, text => Assert.Equal($$"""{"round":{{round}}}""", text));
        }
    }

    [Fact]
    public void Serialised_IsTheJsonItself()
    {
        string text = JsonSerializer.Serialize(new[] { Of("""{ "a" : 1 }""") });

        Assert.Equal("""[{"a":1}]""", text);
        Assert.Equal("""{"a":1}""", JsonSerializer.Deserialize<StoredJson[]>(text)![0].Value.GetRawText());
        Assert.Equal(JsonValueKind.Null, JsonSerializer.Deserialize<StoredJson[]>("[null]")![0].Value.ValueKind);
    }

    private static StoredJson Of(string text) => new(Encoding.UTF8.GetBytes(text));

    private static void Refuses(byte[] utf8)
    {
        Assert.False(new StoredJson(utf8).IsValid);
        var json = new StoredJson(utf8);
        Assert.False(json.TryRead(out JsonElement read));
        Assert.Equal("{}", read.GetRawText());
        Assert.Equal("{}", json.Value.GetRawText());
        Assert.False(json.IsValid);
    }
}
