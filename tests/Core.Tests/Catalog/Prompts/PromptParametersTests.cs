using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Tests.Catalog.Prompts;

public class PromptParametersTests
{
    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"temperature":0,"top_p":1,"frequency_penalty":-2,"presence_penalty":2,"max_output_tokens":1,"seed":0}""")]
    [InlineData("""{"temperature":0.2,"stop":"END"}""")]
    [InlineData("""{"stop":["a","b","c","d"],"temperature":null}""")]
    public void Check_WhenAModelCanTakeThem_FindsNothing(string parameters) =>
        Assert.Empty(PromptParameters.Check(JsonElement.Parse(parameters)));

    [Theory]
    [InlineData("""{"temprature":0}""", "temprature")]
    [InlineData("""{"Temperature":0}""", "Temperature")]
    [InlineData("""{"temperature":"0.2"}""", "temperature")]
    [InlineData("""{"temperature":[0]}""", "temperature")]
    [InlineData("""{"temperature":99}""", "temperature")]
    [InlineData("""{"temperature":1e400}""", "temperature")]
    [InlineData("""{"top_p":"high"}""", "top_p")]
    [InlineData("""{"top_p":-0.1}""", "top_p")]
    [InlineData("""{"max_output_tokens":1.5}""", "max_output_tokens")]
    [InlineData("""{"max_output_tokens":-5}""", "max_output_tokens")]
    [InlineData("""{"max_output_tokens":0}""", "max_output_tokens")]
    [InlineData("""{"max_output_tokens":"200"}""", "max_output_tokens")]
    [InlineData("""{"seed":99999999999}""", "seed")]
    [InlineData("""{"stop":[]}""", "stop")]
    [InlineData("""{"stop":["a","b","c","d","e"]}""", "stop")]
    [InlineData("""{"stop":[1]}""", "stop")]
    [InlineData("""{"stop":""}""", "stop")]
    public void Check_WhenAModelCannotTakeIt_NamesIt(string parameters, string name)
    {
        Assert.Equal($"parameters.{name}", Assert.Single(PromptParameters.Check(JsonElement.Parse(parameters))).Field);

        JsonElement body = JsonElement.Parse(
            $$"""{"type":"text","messages":[{"role":"user","content":"Hi"}],"parameters":{{parameters}}}""");
        Assert.False(PromptBody.TryRead(body, out _, out var errors));
        Assert.Contains(errors, error => error.Field == $"parameters.{name}");
    }
}
