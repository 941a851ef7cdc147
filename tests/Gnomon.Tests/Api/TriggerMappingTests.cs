using System.Text;
using System.Text.Json;
using Gnomon.Api;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Api;

public sealed class TriggerMappingTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

    private static readonly KnownCalendars Calendars = new(
    [
        new NamedCalendar("de", [new DateOnly(2026, 12, 25), new DateOnly(2026, 10, 3)]),
        new NamedCalendar("be", [new DateOnly(2026, 7, 21)]),
    ]);

    [Theory]
    [InlineData("""{"cron":"0 2 * * *"}""", "cron: 0 2 * * *")]
    [InlineData(
        """{"cron":"0 2 * * mon-fri","dialect":"vixie","zone":"Asia/Shanghai","gap":"shift","overlap":"both"}""",
        "cron[vixie]: 0 2 * * MON-FRI in Asia/Shanghai gap=shift overlap=both")]
    [InlineData("""{"cron":"0 0 2 ? * 2 2030","dialect":"quartz"}""", "cron[quartz]: 0 0 2 ? * 2 2030")]
    [InlineData("""{"cron":"0 2 * * *","zone":"W. Europe Standard Time"}""", "cron: 0 2 * * * in Europe/Berlin")]
    [InlineData("""{"cron":"0 2 * * *","zone":"india standard time"}""", "cron: 0 2 * * * in Asia/Kolkata")]
    [InlineData(
        """{"every":"90s","anchor":"2026-05-01T02:00:00+02:00"}""", "@every 1m30s from 2026-05-01T00:00:00Z")]
    [InlineData("""{"every":"90s"}""", "@every 1m30s from 2026-05-01T08:00:00Z")]
    [InlineData("""{"at":"2026-06-01T00:00:00Z"}""", "@once 2026-06-01T00:00:00Z")]
    [InlineData("""{"after":"10m"}""", "@once 2026-05-01T08:10:00Z")]
    [InlineData(
        """{"rrule":"freq=monthly;byday=-1fr","from":"2026-01-30T17:00:00","zone":"Romance Standard Time","gap":"skip"}""",
        "rrule: FREQ=MONTHLY;BYDAY=-1FR from 2026-01-30T17:00:00 in Europe/Paris gap=skip")]
    [InlineData(
        """{"rrule":"FREQ=DAILY","from":"2026-01-30T17:00:00","zone":"Asia/Tokyo","exclude":[{"calendar":"be"}]}""",
        "rrule: FREQ=DAILY from 2026-01-30T17:00:00 in Asia/Tokyo except calendar be 2026-07-21 in Asia/Tokyo")]
    [InlineData("""{"text":"@every 90s"}""", "@every 1m30s")]
    [InlineData(
        """{"text":"cron: 0 9 * * * or cron: 0 18 * * * except dates 2026-12-25","exclude":[{"calendar":"be"}]}""",
        "cron: 0 9 * * * or cron: 0 18 * * * except dates 2026-12-25 except calendar be 2026-07-21")]
    [InlineData(
        """{"any":[{"cron":"0 9 * * *","zone":"UTC"},{"every":"1h","anchor":"2026-05-01T00:00:00Z"},{"text":"@every 7h"}]}""",
        "cron: 0 9 * * * or @every 1h from 2026-05-01T00:00:00Z or @every 7h")]
    [InlineData("""{"any":[{"cron":"0 9 * * *"}]}""", "cron: 0 9 * * *")]
    [InlineData("""{"cron":"0 9 * * *","exclude":[]}""", "cron: 0 9 * * *")]
    [InlineData(
        """
        {"cron":"0 9 * * *","zone":"Europe/Berlin","exclude":[{"dates":["2026-12-26","2026-12-25"]},{"calendar":"de"},
         {"calendar":"own","dates":["2026-01-02"],"zone":"Asia/Tokyo"},{"cron":"* * * * SAT","overlap":"both"},
         {"cron":"* * * * * SUN","dialect":"quartz","zone":"Tokyo Standard Time","gap":"skip"},
         {"text":"cron: * 5 * * *"},{"text":"dates 2026-08-01 in UTC"}]}
        """,
        "cron: 0 9 * * * in Europe/Berlin except dates 2026-12-25,2026-12-26 in Europe/Berlin "
        + "except calendar de 2026-10-03,2026-12-25 in Europe/Berlin except calendar own 2026-01-02 in Asia/Tokyo "
        + "except cron: * * * * SAT in Europe/Berlin overlap=both "
        + "except cron[quartz]: * * * * * SUN in Asia/Tokyo gap=skip except cron: * 5 * * * in Europe/Berlin "
        + "except dates 2026-08-01")]
    [InlineData(
        """{"any":[{"cron":"0 9 * * *","zone":"Asia/Tokyo"},{"every":"7h","anchor":"2026-05-01T00:00:00Z"}],"exclude":[{"calendar":"be"}]}""",
        "cron: 0 9 * * * in Asia/Tokyo or @every 7h from 2026-05-01T00:00:00Z except calendar be 2026-07-21")]
    public void A_rule_means_what_its_text_says_and_its_answer_can_be_put_back(string json, string text)
    {
        var trigger = Map(json);
        Assert.Equal(text, trigger.Text);
        var answer = JsonSerializer.Serialize(TriggerMapping.ToDocument(trigger), GnomonJson.Default.TriggerDocument);
        Assert.Equal(trigger, Map(answer, KnownCalendars.None));
    }

    [Theory]
    [InlineData("""{"cron":"0 9 * * *","after":"5s","at":"2026-06-01T00:00:00Z"}""", "", "has 3 rules, cron, at, after")]
    [InlineData("""{"every":"5s","dialect":"vixie"}""", ".dialect", "belongs to cron only")]
    [InlineData("""{"any":[{"cron":"0 9 * * *"}],"zone":"UTC"}""", ".zone", "belongs to cron")]
    [InlineData("""{"text":"@every 5s","gap":"skip"}""", ".gap", "belongs to cron")]
    [InlineData("""{"at":"2026-06-01T00:00:00Z","overlap":"both"}""", ".overlap", "belongs to cron")]
    [InlineData("""{"cron":"0 9 * * *","dialect":"unix"}""", ".dialect", "allowed are native, vixie and quartz")]
    [InlineData("""{"cron":"0 9 * * *","gap":"before"}""", ".gap", "allowed are after, shift and skip")]
    [InlineData("""{"cron":"0 9 * * *","overlap":"skip"}""", ".overlap", "allowed are first, second and both")]
    [InlineData("""{"cron":"0 9 * * *","zone":"Europe/Berln"}""", ".zone", "did you mean Europe/Berlin")]
    [InlineData("""{"cron":"0 9 * * *","zone":"W. Europe Standart Time"}""", ".zone", "is not a time zone")]
    [InlineData("""{"every":"0.5ms"}""", ".every", "shorter than 1ms")]
    [InlineData("""{"after":"999ms"}""", ".after", "shorter than 1s")]
    [InlineData("""{"after":"soon"}""", ".after", "'soon' is not a duration")]
    [InlineData("""{"after":"9999999d"}""", ".after", "after the year 9999")]
    [InlineData("""{"rrule":"FREQ=DAILY"}""", ".from", "is missing")]
    [InlineData("""{"rrule":"FREQ=DAILY","from":"2026-01-30T17:00:00Z"}""", ".from", "without an offset")]
    [InlineData("""{"rrule":"FREQ=NOW","from":"2026-01-30T17:00:00"}""", ".rrule", "'NOW'")]
    [InlineData("""{"rrule":"FREQ=DAILY","from":"2026-01-30T17:00:00","dialect":"vixie"}""", ".dialect", "cron only")]
    [InlineData("""{"rrule":"FREQ=DAILY","from":"2026-01-30T17:00:00","zone":"Mars"}""", ".zone", "'Mars'")]
    [InlineData("""{"cron":"0 9 * * *","from":"2026-01-30T17:00:00"}""", ".from", "belongs to rrule only")]
    [InlineData("""{"text":"now and then"}""", ".text", "does not begin a trigger")]
    [InlineData("""{"text":"cron: 0 25 * * *"}""", ".text", "cron hour, column 3: '25'")]
    [InlineData("""{"any":[]}""", ".any", "has 0 rules; 1 to 32 are allowed")]
    [InlineData("""{"any":[null]}""", ".any[0]", "is null")]
    [InlineData("""{"any":[{"every":"5s"},{}]}""", ".any[1]", "has no rule")]
    [InlineData("""{"any":[{"every":"5s"},{"cron":"* 24 * * *"}]}""", ".any[1].cron", "cron hour, column 3: '24'")]
    [InlineData("""{"any":[{"every":"5s"},{"cron":"* 2 * * *","zone":"Mars"}]}""", ".any[1].zone", "'Mars'")]
    [InlineData("""{"any":[{"any":[{"every":"5s"}]}]}""", ".any[0].any", "must not stand in another any")]
    [InlineData("""{"any":[{"every":"5s","exclude":[]}]}""", ".any[0].exclude", "must stand beside any")]
    [InlineData("""{"any":[{"text":"@every 5s or @every 7s"}]}""", ".any[0].text", "each rule stands alone")]
    [InlineData("""{"every":"5s","exclude":[null]}""", ".exclude[0]", "is null; allowed is one of {cron")]
    [InlineData("""{"every":"5s","exclude":[{"zone":"UTC"}]}""", ".exclude[0]", "has no rule")]
    [InlineData("""{"every":"5s","exclude":[{"cron":"* * * * *","dates":["2026-01-01"]}]}""", ".exclude[0]", "2 rules")]
    [InlineData("""{"every":"5s","exclude":[{"cron":"* * 32 * *"}]}""", ".exclude[0].cron", "'32'")]
    [InlineData("""{"every":"5s","exclude":[{"dates":[]}]}""", ".exclude[0].dates", "at least one date")]
    [InlineData("""{"every":"5s","exclude":[{"dates":["2026-01-01","1.1."]}]}""", ".exclude[0].dates[1]", "'1.1.'")]
    [InlineData("""{"every":"5s","exclude":[{"dates":[null]}]}""", ".exclude[0].dates[0]", "is not a date")]
    [InlineData("""{"every":"5s","exclude":[{"dates":["2026-01-01"],"zone":"Mars"}]}""", ".exclude[0].zone", "'Mars'")]
    [InlineData("""{"every":"5s","exclude":[{"dates":["2026-01-01"],"gap":"skip"}]}""", ".exclude[0].gap", "cron only")]
    [InlineData("""{"every":"5s","exclude":[{"calendar":"fr"}]}""", ".exclude[0].calendar", "known are be, de")]
    [InlineData("""{"every":"5s","exclude":[{"calendar":"a b"}]}""", ".exclude[0].calendar", "letters, digits")]
    [InlineData("""{"every":"5s","exclude":[{"text":"dates never"}]}""", ".exclude[0].text", "'never' is not a date")]
    [InlineData("""{"every":"5s","exclude":[{"text":"@every 5s"}]}""", ".exclude[0].text", "does not begin an exclusion")]
    [InlineData("""{"every":"5s","exclude":[{"text":"dates 2026-01-01","zone":"UTC"}]}""", ".exclude[0].zone", "only")]
    public void A_faulty_member_is_named_wherever_it_stands(string json, string field, string part)
    {
        var error = Assert.Throws<ApiException>(() => Map(json));
        Assert.Equal((400, "trigger" + field), (error.Status, error.Field));
        Assert.Contains(part, error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_parts_are_refused_with_their_number()
    {
        var rules = string.Join(',', Enumerable.Repeat("""{"every":"5s"}""", 33));
        Assert.Equal("trigger.any", Refused($$"""{"any":[{{rules}}]}""").Field);
        var days = string.Join(',', Enumerable.Repeat("""{"calendar":"be"}""", 33));
        var error = Refused($$"""{"every":"5s","exclude":[{{days}}]}""");
        Assert.Equal("trigger.exclude", error.Field);
        Assert.Contains("33 exclusions; at most 32", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_could_not_be_read_back_is_refused_for_its_length()
    {
        var first = new DateOnly(2026, 1, 1);
        var dates = string.Join(',', Enumerable.Range(0, 1600).Select(day => $"\"{first.AddDays(day):yyyy-MM-dd}\""));
        var error = Refused($$"""{"every":"5s","exclude":[{"dates":[{{dates}}]}]}""");
        Assert.Equal("trigger", error.Field);
        Assert.Contains("at most 16,384 are allowed", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void H_is_resolved_by_the_id_of_the_schedule_everywhere()
    {
        const string Json = """
            {"any":[{"cron":"H H * * *"},{"text":"cron: H 1 * * *"}],"exclude":[{"cron":"H 2 * * *"}]}
            """;
        var trigger = Map(Json);
        Assert.DoesNotContain("H", trigger.Text, StringComparison.Ordinal);
        var expected = CronExpression.Parse("H H * * *", CronDialect.Native, "nightly").Text;
        Assert.StartsWith($"cron: {expected} or ", trigger.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_calendar_that_nobody_knows_is_told_so()
    {
        var error = Assert.Throws<ApiException>(
            () => Map("""{"every":"5s","exclude":[{"calendar":"de"}]}""", KnownCalendars.None));
        Assert.Contains("no calendars are known here; give its dates", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interval_without_anchor_keeps_the_one_it_had_wherever_it_stands()
    {
        var before = Map("""{"any":[{"every":"5s"},{"every":"7s"}]}""");
        var later = new TriggerContext("nightly", Now.AddHours(1), before, KnownCalendars.None);
        var after = TriggerMapping.ToTrigger(
            Read("""{"any":[{"every":"7s"},{"every":"9s"}],"exclude":[{"dates":["2026-12-25"]}]}"""), later);
        Assert.Equal(
            "@every 7s from 2026-05-01T08:00:00Z or @every 9s from 2026-05-01T09:00:00Z except dates 2026-12-25",
            after.Text);
    }

    [Fact]
    public void An_answer_tells_the_rule_in_English()
    {
        var document = TriggerMapping.ToDocument(Map("""{"cron":"30 2 * * *","exclude":[{"cron":"* * * * SAT"}]}"""));
        Assert.Equal(CronExpression.Parse("30 2 * * *").Description, document.Description);
        Assert.Equal(CronExpression.Parse("* * * * SAT").Description, document.Exclude![0].Description);
        document = TriggerMapping.ToDocument(Map("""{"rrule":"FREQ=DAILY","from":"2026-01-30T17:00:00"}"""));
        Assert.Equal(RecurrenceRule.Parse("FREQ=DAILY").Description, document.Description);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_the_texts_are_the_answer_is_a_rule_that_reads_back_or_a_refusal_by_member(int seed)
    {
        string[] crons = ["0 9 * * *", "H/5 22-1 L * FRI#3", "@hourly"];
        string[] words = ["native", "quartz", "skip", "both", "first", "UTC", "Asia/Tokyo", "90s", "2026-12-25", "de"];
        string[] texts = ["@every 1h or cron: H * * * * except dates 2026-12-25", "@once 2026-12-25T00:00:00Z"];
        string[] exclusions = ["cron: * * * * SAT in UTC", "calendar de 2026-12-25", "dates 2026-12-25"];
        var random = new Random(seed);
        string? Text(int most, params string[] pool) =>
            random.Next(most) == 0 ? Mutated(pool[random.Next(pool.Length)], random) : null;
        ExclusionDocument Exclusion() => new()
        {
            Cron = Text(3, crons), Dialect = Text(19, words), Zone = Text(9, "Asia/Tokyo"), Gap = Text(19, words),
            Overlap = Text(19, words), Calendar = Text(6, "de"), Dates = Text(4, words) is { } date ? [date] : null,
            Text = Text(4, exclusions),
        };
        TriggerDocument Document(bool whole) => new()
        {
            Cron = Text(2, crons), Dialect = Text(19, words), Zone = Text(9, "Asia/Tokyo"), Gap = Text(19, words),
            Overlap = Text(19, words), Every = Text(9, "90s"), After = Text(9, "1h"), Rrule = Text(9, "FREQ=DAILY;COUNT=3"),
            From = Text(9, "2026-01-30T17:00:00"), Text = Text(9, texts),
            Any = whole && random.Next(6) == 0 ? [Document(false), Document(false)] : null,
            Exclude = whole && random.Next(3) == 0 ? [Exclusion()] : null,
        };
        var accepted = 0;
        for (var round = 0; round < 5000; round++)
        {
            var document = Document(whole: true);
            try
            {
                var context = new TriggerContext("nightly", Now, Before: null, Calendars);
                var trigger = TriggerMapping.ToTrigger(document, context);
                Assert.Equal(trigger, TriggerText.Parse(trigger.Text));
                accepted++;
            }
            catch (ApiException refusal)
            {
                Assert.StartsWith("trigger", refusal.Field, StringComparison.Ordinal);
            }
        }

        Assert.True(accepted > 500, $"only {accepted} rules were accepted");
    }

    private static string Mutated(string text, Random random) => random.Next(3) > 0 || text.Length == 0
        ? text
        : text.Remove(random.Next(text.Length), 1).Insert(random.Next(text.Length), "x*-/,9 "[random.Next(7)].ToString());

    private static Trigger Map(string json, KnownCalendars? calendars = null) => TriggerMapping.ToTrigger(
        Read(json), new TriggerContext("nightly", Now, Before: null, calendars ?? Calendars));

    private static ApiException Refused(string json) => Assert.Throws<ApiException>(() => Map(json));

    private static TriggerDocument Read(string json) =>
        ApiJson.Read(Encoding.UTF8.GetBytes(json), GnomonJson.Default.TriggerDocument);
}
