using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Search;

/// <summary>
/// Operation type <c>retrieve</c>. Settings: <c>collection</c>, <c>limit</c> (default 5). Input: <c>query</c> (text, or any JSON, whose
/// values are searched for), <c>filter</c> (attribute to value; a null value is no filter). Output:
/// <c>{"items":[{"id","score","value"}]}</c>, best first.
/// </summary>
public sealed class RetrieveOperation(IExampleSearch examples) : IOperation
{
    public string Type => "retrieve";

    public OperationRequirements Require(JsonElement settings) => throw new NotImplementedException();

    public async Task<OperationOutcome> ExecuteAsync(IOperationContext context, CancellationToken cancellationToken)
    {
        await examples.SearchAsync("", "", new Dictionary<string, string>(), 0, cancellationToken);
        throw new NotImplementedException();
    }
}
