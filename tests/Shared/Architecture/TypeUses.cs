using System.Reflection;
using System.Reflection.Emit;

namespace PromptIntel.Tests.Shared;

/// <summary>The types that one type needs: what it inherits, its signatures, and what the bodies of its methods name.</summary>
internal static class TypeUses
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private const byte TwoBytes = 0xFE;

    private static readonly Dictionary<short, OpCode> OpCodesByValue =
        typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    public static HashSet<Type> Of(Type type)
    {
        var uses = new HashSet<Type>();
        Add(uses, type.BaseType);
        AddAll(uses, type.GetInterfaces());
        AddAll(uses, type.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()));
        AddAll(uses, type.CustomAttributes.Select(attribute => attribute.AttributeType));
        AddAll(uses, type.GetFields(Declared).Select(field => field.FieldType));

        foreach (MethodBase method in type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared)))
        {
            Add(uses, (method as MethodInfo)?.ReturnType);
            AddAll(uses, method.GetParameters().Select(parameter => parameter.ParameterType));
            AddBody(uses, method);
        }

        return uses;
    }

    private static void AddBody(HashSet<Type> uses, MethodBase method)
    {
        if (method.GetMethodBody() is not { } body)
        {
            return;
        }

        AddAll(uses, body.LocalVariables.Select(local => local.LocalType));
        AddAll(
            uses,
            body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(
                clause => clause.CatchType!));
        Type[]? ofType = method.DeclaringType is { IsGenericType: true } generic ? generic.GetGenericArguments() : null;
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;

        foreach (int token in Tokens(body.GetILAsByteArray() ?? []))
        {
            MemberInfo? member = method.Module.ResolveMember(token, ofType, ofMethod);
            Add(uses, member as Type ?? member?.DeclaringType);
            Add(uses, (member as FieldInfo)?.FieldType);
            Add(uses, (member as MethodInfo)?.ReturnType);

            if (member is MethodBase called)
            {
                AddAll(uses, called.GetParameters().Select(parameter => parameter.ParameterType));
                AddAll(uses, called.IsGenericMethod ? called.GetGenericArguments() : []);
            }
        }
    }

    /// <summary>The members and types that instructions name, in the order of the body.</summary>
    private static IEnumerable<int> Tokens(byte[] body)
    {
        for (int at = 0; at < body.Length;)
        {
            short value = body[at] == TwoBytes ? unchecked((short)((TwoBytes << 8) | body[at + 1])) : body[at];
            OpCode code = OpCodesByValue[value];
            at += code.Size;

            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return BitConverter.ToInt32(body, at);
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(body, at)),
                _ => 4,
            };
        }
    }

    private static void AddAll(HashSet<Type> uses, IEnumerable<Type> types)
    {
        foreach (Type type in types)
        {
            Add(uses, type);
        }
    }

    private static void Add(HashSet<Type> uses, Type? type)
    {
        while (type is { HasElementType: true })
        {
            type = type.GetElementType();
        }

        if (type is null || type.IsGenericParameter)
        {
            return;
        }

        if (type.IsGenericType)
        {
            AddAll(uses, type.GetGenericArguments());
            type = type.GetGenericTypeDefinition();
        }

        uses.Add(type);
    }
}
