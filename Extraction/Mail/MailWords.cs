using System.Buffers;
using System.Collections.Frozen;

namespace PromptIntel.Extraction.Mail;

/// <summary>The words by which mail programs and their users mark the parts of a message, in English, German, French and Spanish.</summary>
internal static class MailWords
{
    public static readonly FrozenSet<string> Senders = Set("from", "von", "de", "da", "van", "expéditeur", "remitente", "absender");
    public static readonly FrozenSet<string> Subjects = Set("subject", "betreff", "objet", "asunto", "oggetto", "onderwerp", "re");

    public static readonly FrozenSet<string> Dates =
        Set("date", "sent", "datum", "gesendet", "fecha", "enviado", "enviado el", "envoyé", "envoyé le", "data", "verzonden", "sent at");

    private static readonly FrozenSet<string> Others =
        Set(
            "to", "cc", "bcc", "an", "kopie", "para", "à", "pour", "a", "aan", "reply-to", "antwort an", "répondre à", "responder a",
            "importance", "priority", "message-id", "in-reply-to", "references", "mime-version", "content-type", "x-mailer",
            "attachments",
            "anlagen", "anhang", "pièces jointes", "adjuntos", "return-path", "received", "list-id", "list-unsubscribe");

    private static readonly SearchValues<char> DayOrAddress = SearchValues.Create("0123456789@");

    private static readonly string[] Wrote =
        ["wrote", "writes", "schrieb", "écrit", "escribió", "ha scritto", "schreef", "skrev", "escreveu", "kirjoitti", "napisał", "napsal"];

    private static readonly string[] Originals =
        ["original message", "ursprüngliche nachricht", "originalnachricht", "message d'origine", "message original", "mensaje original"];

    private static readonly string[] Forwards =
        ["forwarded message", "forwarded by", "weitergeleitete nachricht", "message transféré", "mensaje reenviado"];

    private static readonly string[] ForwardedSubjects = ["fwd:", "fw:", "wg:", "tr:", "rv:", "i:", "doorst:"];

    private static readonly string[] Closings =
        [
            "best", "best regards", "best wishes", "kind regards", "warm regards", "with best regards", "with kind regards", "regards",
            "many regards", "yours", "yours faithfully", "yours sincerely", "yours truly", "sincerely", "sincerely yours", "cheers",
            "all the best",
            "respectfully", "cordially", "with thanks", "many thanks", "thanks", "thank you", "thanks and regards", "thanks again",
            "thank you and best regards", "many thanks and best regards", "mit freundlichen grüßen", "mit freundlichem gruß",
            "freundliche grüße",
            "mit freundlichen grüssen", "freundliche grüsse", "mit besten grüßen", "beste grüße", "viele grüße", "liebe grüße",
            "herzliche grüße",
            "schöne grüße", "mit sportlichen grüßen", "sportliche grüße", "hochachtungsvoll", "gruß", "grüße", "mfg", "lg", "vg", "danke",
            "vielen dank", "besten dank", "danke und gruß", "vielen dank und freundliche grüße", "cordialement",
            "bien cordialement", "bien à vous",
            "très cordialement", "salutations", "sincères salutations", "meilleures salutations", "sportivement", "amitiés", "merci",
            "merci d'avance", "un saludo", "saludos", "saludos cordiales", "un cordial saludo", "atentamente", "cordialmente",
            "reciba un cordial saludo",
            "reciban un cordial saludo", "un abrazo", "muchas gracias", "gracias", "gracias y saludos", "muchas gracias y un saludo",
        ];

    private static readonly string[] LongClosings =
        ["veuillez agréer", "je vous prie d'agréer", "dans l'attente de votre", "a la espera de sus noticias", "quedo a su disposición",
        "i look forward to hearing from you,", "looking forward to hearing from you,"];

    private static readonly string[] Disclaimers =
        [
            "this e-mail and any", "this email and any", "this message and any", "this e-mail is confidential",
            "this email is confidential",
            "this message is confidential", "this e-mail may contain", "this email may contain", "this message may contain",
            "the information in this", "the information contained in this", "the contents of this e",
            "if you are not the intended recipient",
            "if you have received this", "confidentiality notice", "disclaimer", "unsubscribe", "to unsubscribe",
            "click here to unsubscribe",
            "you receive this", "you are receiving this", "you received this", "if you no longer wish", "if you do not wish to receive",
            "diese e-mail enthält", "diese e-mail und", "diese nachricht ist vertraulich", "diese nachricht enthält",
            "der inhalt dieser e-mail", "wenn sie nicht der", "sollten sie nicht der", "abmelden", "ce message et",
            "ce message est confidentiel",
            "ce courriel", "cet e-mail", "pour vous désabonner", "se désabonner", "este mensaje y", "este mensaje es confidencial",
            "este mensaje puede", "este correo", "la información contenida en este", "para darse de baja", "aviso legal",
            "please consider the environment",
            "registered in england and wales", "sent from my", "von meinem iphone", "envoyé de mon", "enviado desde mi",
        ];

    private static readonly FrozenSet<string> ClosingSet = Closings.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The name of a header line in lower case; null when the line is none.</summary>
    public static string? HeaderName(string line)
    {
        var colon = line.AsSpan(0, Math.Min(line.Length, 24)).IndexOf(':');

        if (colon <= 0)
        {
            return null;
        }

        var name = line[..colon].Trim(' ', '*', '\u00a0').ToLowerInvariant();

        return Senders.Contains(name) || Subjects.Contains(name) || Dates.Contains(name) || Others.Contains(name) || name.StartsWith(
            "x-", StringComparison.Ordinal) ? name : null;
    }

    /// <summary>"On 3 May Ann Lee wrote:": it names a day or an address, so a colon after "wrote" in running text is none.</summary>
    public static bool IntroducesQuotation(string text) =>
        text.EndsWith(':')
        && text.AsSpan().ContainsAny(DayOrAddress)
        && Array.Exists(Wrote, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>How such an introduction begins, where it goes on in the next line.</summary>
    public static bool MayIntroduce(string line) =>
        line.StartsWith("On ", StringComparison.Ordinal) || line.StartsWith("Am ", StringComparison.Ordinal)
            || line.StartsWith("Le ", StringComparison.Ordinal) || line.StartsWith("El ", StringComparison.Ordinal);

    public static bool SeparatesOriginal(string line) => IsSeparator(line, Originals);

    /// <summary>"________"</summary>
    public static bool IsRule(string line) => line.Length >= 5 && line.AsSpan().Trim("_-=*").IsEmpty;

    public static bool SeparatesForwarded(string line) =>
        IsSeparator(line, Forwards)
            || line.StartsWith("Begin forwarded message", StringComparison.OrdinalIgnoreCase)
            || line.StartsWith("Anfang der weitergeleiteten", StringComparison.OrdinalIgnoreCase)
            || line.StartsWith("Début du message", StringComparison.OrdinalIgnoreCase)
            || line.StartsWith("Inicio del mensaje reenviado", StringComparison.OrdinalIgnoreCase);

    public static bool IsForwardedSubject(string? subject) =>
        subject is not null && Array.Exists(ForwardedSubjects, start => subject.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    public static bool IsClosing(string line)
    {
        var text = line.Trim().TrimEnd(',', '.', '!', '-', '–', ' ').ToLowerInvariant();

        return text.Length is > 0 and <= 60
            && (ClosingSet.Contains(text) || Array.Exists(LongClosings, start => line.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                || (line.EndsWith(',') && text.Split(' ') is { Length: <= 6 } words
                    && Array.Exists(Greetings, word => words.Contains(word))));
    }

    public static bool IsDisclaimer(string paragraph)
    {
        var text = paragraph.TrimStart('-', '_', '*', ' ', '=', '(', '[').ToLowerInvariant();

        return Array.Exists(Disclaimers, start => text.StartsWith(start, StringComparison.Ordinal));
    }

    private static readonly string[] Greetings = ["regards", "wishes", "grüßen", "grüße", "gruß", "salutations", "saludos", "saludo"];

    private static bool IsSeparator(string line, string[] words) =>
        line.Length < 100 && line.AsSpan().TrimStart("*_ ") is ['-' or '=', ..]
            && Array.Exists(words, word => line.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.Ordinal);
}
