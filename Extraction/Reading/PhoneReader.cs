using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Reads the telephone number of an answer, international or local; two different numbers are no answer.</summary>
internal static class PhoneReader
{
    public static Slice? Read(Slice answer)
    {
        Slice? found = null;

        for (var at = answer.Start; at < answer.End; at++)
        {
            var starts = answer.Source[at] is '+' or '(' || char.IsAsciiDigit(answer.Source[at]);

            if (!starts || (at > answer.Start && char.IsLetterOrDigit(answer.Source[at - 1])))
            {
                continue;
            }

            if (AddressScanner.PhoneAt(answer.Source, at) is not { } phone || phone.End > answer.End)
            {
                // The rest of a number that is none is none either.
                at = EndOfRun(answer, at) - 1;
                continue;
            }

            if (found is not null)
            {
                return null;
            }

            found = phone;
            at = phone.End;
        }

        return found;
    }

    private static int EndOfRun(Slice answer, int at)
    {
        at++;

        while (at < answer.End && (char.IsAsciiDigit(answer.Source[at]) || answer.Source[at] is ' ' or '-' or '.' or '/' or '(' or ')'))
        {
            at++;
        }

        return at;
    }
}
