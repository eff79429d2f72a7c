using System.Collections.Frozen;

namespace PromptIntel.Extraction.Text;

/// <summary>English words by what they do to a statement. Words of language only; those of a subject belong in a prompt's rules.</summary>
internal static class Wording
{
    /// <summary>Stand between what is spoken of and what is said of it.</summary>
    public static readonly FrozenSet<string> Being = Set("is are was were has have es son ist sind est sont = :");

    /// <summary>Carry no meaning in a label or question.</summary>
    public static readonly FrozenSet<string> Fillers = Set(
        "the a an your our its of is are was were do does did you we i have has had be been which what who whom where when for to " +
        "in on at by with and or any please there it this that would should will can us me so as s state specify provide give " +
        "indicate enter " +
        "der die das des dem den und oder wie viele ist sind ihr ihre sie im am zum zur pro für von mit welche welcher welches wer " +
        "wo wann bitte " +
        "el la los las del de al y o en por con para su sus es son cuántos cuántas cuál cuáles qué quién dónde cuándo " +
        "le les du et ou par pour votre vos est sont combien quel quelle quels quelles qui où quand l d");

    /// <summary>May stand before a number that answers a label.</summary>
    public static readonly FrozenSet<string> Lead = Set(
        "we i have has there are is was were be a an the total of our it its in since on from currently now just exactly precisely at " +
        "today year yes and run hold play stands stood came comes amounted to were got by back founded established started january " +
        "february march april may june july august september october november december");

    /// <summary>
    /// May follow a number without changing what it says. Anything else that is no declared word may be a magnitude, so the list is closed.
    /// </summary>
    public static readonly FrozenSet<string> AfterNumber = Set(
        "a an the and or of in on at for from to per by with as is are was were be being been we our us they them who which that " +
        "this these those last next each every year years yearly annually annual month months week weeks weekend p pa n net gross " +
        "before after excl excluding excluded incl including included inclusive plus vat tax total overall altogether all across " +
        "over during since until up down compared but not if when while so because only approximately approx around roughly more " +
        "less fewer than already currently current now today have has had split spread divided took take takes taking compete " +
        "competes competing play plays playing participate participating both paid payable guaranteed minimum average averaged " +
        "combined cumulative every other under between against without there their its worldwide " +
        "im in pro je und oder mit für von bei zu der die das den dem jährlich jährliche netto brutto davon pa aus an " +
        "de en por y o con al del la el los las anuales anual netos brutos repartidos par et ou avec pour au du des le les annuels " +
        "annuel an di e da do");

    /// <summary>May stand between a number and what it counts.</summary>
    public static readonly FrozenSet<string> Attributes = Set(
        "active registered licensed licenced rostered professional senior junior amateur individual different separate full top " +
        "member affiliated official competitive regular scheduled live home local national international confirmed unique paying " +
        "strong contracted competing participating " +
        "aktive aktiven lizenzierte lizenzierten registrierte registrierten gemeldete gemeldeten licenciados registrados federados " +
        "inscritos licenciés inscrits engagés");

    /// <summary>Verbs of having and wanting, before what is had or wanted.</summary>
    public static readonly FrozenSet<string> Holding = Set(
        "have hold carry maintain run operate apply publish enforce possess follow use has holds carries maintains runs operates " +
        "applies publishes having interested open welcome keen happy want offer grant accept covered subject bound protected " +
        "insured maintained " +
        "tenemos contamos disponemos mantenemos aplicamos interesan interesa aceptamos haben führen besitzen unterhalten bieten " +
        "avons disposons appliquons");

    /// <summary>May stand between the verb and the thing.</summary>
    public static readonly FrozenSet<string> BeforeHeld = Set(
        "a an the our own full valid current public written comprehensive annual formal official any in to on for with de con un una " +
        "el la las los eine einen ein keine keinen kein une le les pas à über for all also both and strict proper good appropriate " +
        "adequate such event match having by under");

    /// <summary>Say that what a label names is there.</summary>
    public static readonly FrozenSet<string> Having = Set(
        "force place arranged held published adopted signed valid current covered insured existing available attached online effective " +
        "applies apply applied subscribed taken out followed tests testing tested scheme conducted complete printed written public " +
        "programme program provided underwritten issued approved ratified renewed full comprehensive annual per claim event occurrence " +
        "aggregate cover limit policy version edition vorhanden besteht vigente publicado contratado vigueur souscrite souscrit");

    public static readonly FrozenSet<string> Unasserted = Set(
        "maybe perhaps might possibly probably likely hope hopes hoping hopefully plan plans planned planning aim aims aiming " +
        "expect expects expected expecting target targets targeted projected forecast estimate estimates estimated estimation " +
        "suppose assume assuming assumed hypothetical hypothetically imagine potential potentially considering think believe guess " +
        "previously formerly former originally initially rumoured allegedly claims claim unclear unsure undecided tbc tbd pending " +
        "provisional provisionally tentative tentatively until unknown depends intend intends intended proposed prospective draft " +
        "eventually someday soon " +
        "geplant vorbereitung voraussichtlich vielleicht eventuell previsto prevista pendiente quizás prévu prévue étudier définir " +
        "definir préparation préparer trámite preparación rédaction " +
        "thought considered scheduled negotiating discussing exploring ambition wish doubt disputed theoretically budgeted");

    /// <summary>After "would": what is wished or offered now.</summary>
    public static readonly FrozenSet<string> Wishes = Set("like sign love welcome prefer appreciate grant suit accept agree commit");

    /// <summary>After "would be": ready to, or the one to sign.</summary>
    public static readonly FrozenSet<string> Willing = Set(
        "happy glad willing interested pleased delighted grateful fine contracting signing");

    /// <summary>Make a whole sentence hypothetical.</summary>
    public static readonly FrozenSet<string> Conditionals = Set(
        "if unless suppose supposing assuming imagine hypothetically provided would could whether");

    public static readonly FrozenSet<string> Examples = Set("example examples sample specimen illustration illustrative template e.g");

    public static readonly FrozenSet<string> Negations = Set(
        "not no never without neither nor none against opposed ningún ninguna sin kein keine keinen nicht pas aucun aucune don't " +
        "doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't won't can't cannot lack lacks lacking lapsed expired " +
        "cancelled withdrawn");

    public static readonly FrozenSet<string> OtherParties = Set(
        "competitor competitors competitor's rival rivals rival's other others another unlike their they them theirs competing " +
        "neighbouring compared neighbour neighbours friend friends he she his her somebody someone elsewhere counterpart counterparts");

    public static readonly FrozenSet<string> OwnParty = Set("we our us my ours i we're we've");

    /// <summary>Answers that say nothing.</summary>
    public static readonly FrozenSet<string> Blanks = Set(
        "n/a na tbc tbd unknown none nil pending blank unanswered confidential undisclosed unbekannt inconnu desconocido s/d néant");

    /// <summary>Begin a new thought, so a value in running text ends before them.</summary>
    public static readonly FrozenSet<string> ClauseStarts = Set(
        "but which who that where while whereas although though however because since so when as with if and or then including plus is " +
        "are was were has have will we our they it i under through via from by at until starting beginning covering");

    /// <summary>Part a statement from what follows in its sentence.</summary>
    public static readonly FrozenSet<string> Contrasts = Set("but while whereas although though however");

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
