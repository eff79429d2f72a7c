using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using PromptIntel.Api.Errors;
using PromptIntel.Core.Access;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Documents;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Execution.Rewriting;
using PromptIntel.Core.Jobs;
using PromptIntel.Core.Users;

namespace PromptIntel.Api.Tests.Errors;

/// <summary>C# cannot prove that a closed family of results is mapped; this walks them.</summary>
public class ProblemMappingTests
{
    private static readonly (Type Family, string[] Successes)[] Families =
    [
        (typeof(WriteResult), [nameof(WriteResult.Written)]),
        (typeof(PutPreferencesResult), [nameof(PutPreferencesResult.Written)]),
        (typeof(RenderResult), [nameof(RenderResult.Rendered)]),
        (typeof(RewriteResult), [nameof(RewriteResult.Rewritten)]),
        (typeof(ManifestResult), [nameof(ManifestResult.Built)]),
        (typeof(StartResult), [nameof(StartResult.Started)]),
        (typeof(ChangeResult), [nameof(ChangeResult.Changed)]),
        (typeof(UploadResult), [nameof(UploadResult.Kept)]),
        (typeof(RunRequest), [nameof(RunRequest.Queued)]),
        (typeof(KeyResult), [nameof(KeyResult.Done)]),
    ];

    public static TheoryData<Type> Refusals() =>
        [.. Families.SelectMany(family => family.Family.GetNestedTypes().Where(
            type => type.IsSubclassOf(family.Family) && !family.Successes.Contains(type.Name)))];

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void ToProblem_WhenRefusalIsAny_HasStatusCodeAndTitle(Type refusal)
    {
        object result = Create(refusal);
        MethodInfo map = typeof(ProblemMapping).GetMethod(nameof(ProblemMapping.ToProblem), [refusal.BaseType!])!;

        var problem = (ProblemHttpResult)map.Invoke(null, [result])!;

        Assert.True(problem.StatusCode is (>= 400 and < 500) or StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable);
        Assert.IsType<string>(problem.ProblemDetails.Extensions["code"]);
        Assert.False(string.IsNullOrEmpty(problem.ProblemDetails.Title));
    }

    /// <summary>A value of the type with empty contents, for the mapping looks at little more than the type.</summary>
    private static object Create(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Empty(parameter.ParameterType))]);
    }

    private static object? Empty(Type type)
    {
        if (type.IsAbstract)
        {
            // A refusal inside a refusal.
            return Create(
                type.GetNestedTypes().First(nested => nested.IsSubclassOf(type) && nested.Name is not nameof(StartResult.Started)));
        }

        if (type == typeof(string))
        {
            return "x";
        }

        if (type.IsGenericType && type.Name.StartsWith("ImmutableArray", StringComparison.Ordinal))
        {
            return type.GetField("Empty")!.GetValue(null);
        }

        return type.IsValueType ? Activator.CreateInstance(type) : RuntimeHelpers.GetUninitializedObject(type);
    }
}
