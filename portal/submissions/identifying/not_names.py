"""Which words are nobody's name, though they stand where one may: after a rank, a title or a first name.

Pure: standard library only.
"""

from portal.submissions.identifying.names import FIRST_NAMES, SURNAMES

NOT_NAMES = frozenset(
    """
    a able about above academy access according account acting action admin advice after again against ago
    agreed ahead ai air alert all allocated allocation alone along already also although always am ambulance
    american among an and annual another anpr any anybody api app appeal application apprentice april are
    area areas around arrived as asked assembly assessment assistant assists association at attended august
    authority avenue away b back badge band bank base based be became because become been before began
    behind being below bench best better between bid big board boards booth both box bracket branch bridge
    brief briefing briefings britain british broke broken brought budget building bulletin bureau bus but
    buy bwv by c cable cad call called calls calm came camera can cannot canyon car cards career carried
    case cases castle cathedral cctv centre centres chair changed charge chat check checked chief chose
    christmas church cid city civic clinic close closed club cohort college comes command commission
    commissioner committee common community company complained completed computer conference console
    constable constables contact continuity control convention coordinator corner corps costs could council
    county course courses court cps crashed creek crescent crew crime criminal cross crossed crown csv
    custody cut d data day days deal december decided decision decisions degree department deputy desk desks
    detective development did diploma direct director directs disposal district division do docks does dog
    done door down drive driver drives driving drop drove during duties duty each early east easter ed
    either email end england english entry equipment erp estate europe european even ever every everybody
    everyone exam examinations examined exams except exchange factor false faq farm february federation fell
    felt few field file files find finds fine fire first five fixed foi football for force forces form forms
    forum found four free french friday from front froze full further games gap garage gardens gate gave
    gdpr general german get gets gis give given gives go goes going gone good got gps grade grades grammar green
    ground group grove guidance guide had half hall handed harbour hard hardware has have having he
    headquarters heard held help helped helps her here high hill him his hit home hospital hotel hours house
    how hq hr html hung i ict id if in incident infirmary ing initial input inspector inspectors institute
    interview interviews into intranet irish is island issue it its january job jobs join joined july
    junction june just k keep keeps kept keyboard keyboards kit knew know known knows lab lane laptop
    laptops last late later law laws lead leader leaders leadership learned learns learnt leave leaves led
    left legal less let level levels library licence life like likes line list little lloyd lock log login
    long look looked looks lost lower made mail main major make makes man manager many march market may me
    medal meet meeting meetings memorial men mentor mentoring met mg middle might mill mine minister mis
    moment monday monitor monitors month more morning most mot mouse move moved much museum must my n near
    need needed needs neither network never new news next nhs niche nick night nights no nobody nor north
    not notes nothing november now number numbers o october of off offered office officer officers often old
    on once one only open opened operating operation operations ops or order orders os other others our out
    over overall own owner page palace paper parade park part passed password path pavilion pay pc pcso pdf
    peace per person pilot pin pip place plan platform played plus pnc point police policy polish pool port
    portal post posted posts power practice present press primary printer printers prison process profile
    programme project projects promotion ps pst public put q q1 q2 q3 q4 quay question questions quick
    quickly quiet ran rang rank ranks rather read reads ready received recommended records recruit
    recruitment recruits refused region report reports represent representative rescue response responsible
    rest retired return returned review ride right rights ring rise river rms road role roles room rota
    round row royal run runs s safe safety said sat saturday save saw say says school schools scotland
    scottish screen screens search second secondary secretary section see seen selection self send sends
    sent september sergeant sergeants server service services set sets settings several shared she shift
    shifts ship short should show showed shows shut side sign signs since sit site six skills slow slowly
    small so software some somebody someone soon sop sought south speaks special specials spent spoke square
    stadium staff stand standing stands start started starts state station stations stayed still stood stop
    storage story street students study such sunday superintendent superintendents supervisor supervisors
    supply support supporting surgery survey system systems t take taken takes talk talked taught teach team
    teams tell tells ten tends terms terrace test tests than thank that the their them then there these they
    thinks this those though thought three through thursday time times to today together told tomorrow too
    took top toward towards tower town towns trade tradition trained trainee trainees trainer training
    tribunal tried trust tuesday turned turns tutor two uk under union unit units university unless unlike
    until unwell up updates upon upset us usage usb use used user users usually valley van vehicle versus
    very via view village visible vision visited visits volunteer volunteers vpn waited waits wales walk
    walked wants ward was watch way we week welfare well welsh went were west what when whenever where
    wherever whether which while who whole whom whose why wide will window windows wing with within without
    woke wood work workbook worked workers workforce working workload works workshop world worse would write
    writes wrote yard year years yes yesterday yet you your youth
    """.split()
)
# Surnames that are words of the list above too: after a rank, with a capital, they are names.
STILL_SURNAMES = frozenset("castle cross green hill law little lloyd long park short small west wood".split())
ENDINGS = tuple(
    "tion tions ment ments ness ing ings ed ly ity ance ence ship ware ists ism able ible ful "
    "less ous ive ology ise ised ises ably".split()
)
# Surnames that are more often places, things or days: beside an unknown first name they tell nothing.
SURNAMES_OF_PLACES = frozenset(
    """
    abbott archer ashton baker ball banks bar barr bath bell best bishop blackburn bolton bond bradford
    bridges bright bristow brook bull burnley burton bush butcher butler carpenter castle church cook cotton
    crane cross das day deacon dean derby drake east english farmer fenton field flower forest fox french
    frost garden gardener gates grange hall heath hill hood horn house houston hunt kent king knight
    lancaster lane law lincoln lodge long love major marsh mason masters may mead meadows middleton moon
    moss newton noble north norton page park peacock pool poole pope potter power preston price read rice
    rich ring rivers sang sargent savage sharp shepherd short small smart snow son song south stafford
    stanley stark steel stirling stone storm street strong summers sun sutton swan swift temple ward warren
    waters weeks wells west winter wise wood york young
    """.split()
)
NOT_FIRST_NAMES = frozenset(
    """
    all amazon any apple avon axon black blue both bronze brown dear each either every gold google green
    grey her his hyde kings lady lean lord madam mersey microsoft my no our police power public queens red
    regent royal saint severn silver sir some thames that the their these this those tyne white windows your
    """.split()
)
# After these a first name names a thing: "Operation Rose", "St James".
NOT_BEFORE_A_NAME = frozenset(
    """
    act area camp greater class form fort hms hurricane king lake mount op operation port prince princess
    programme project queen saint san santa st storm team
    """.split()
)
# Beside these a word that may be a first name is one: "asked Mark", "Will said".
BEFORE_PEOPLE = frozenset(
    """
    and ask asked because by called colleague for from helped her his if meet mentor met my named our phoned
    rang ring said saw seen shadowed tell thank thanked thanks that then to told tutor when with
    """.split()
)
WHAT_PEOPLE_DO = frozenset(
    """
    agreed answered asked built complained drove explained found from gave has helped knew knows laughed
    left lived lives made noticed offered phoned rang replied runs said says sent showed suggested taught
    thought told wanted wants worked works wrote
    """.split()
)
# Words of places and bodies, which no name of a person holds that is told by capitals alone.
PLACES_AND_BODIES = frozenset(
    """
    aberdeen accenture advice age agency alliance amazon ambulance america appeal apple army avon award axon
    bangor bank barnardo barry bath bedfordshire belfast better birmingham bradford brighton bristol britain
    business cambridge cambridgeshire capita cardiff carlisle catch charity cheltenham cheshire chester
    church citizens cleveland commons concern consortium cornwall council coventry crimestoppers crown
    cumbria deloitte derby derbyshire devon digital domestic dorset dundee durham dyfed edinburgh england
    essex europe exeter facebook federation fire foundation fund glasgow gloucester gloucestershire google
    government guernsey gwent hampshire hate hereford hertfordshire hull human humberside initiative inquiry
    institute inverness ipswich ireland isle jersey kent keynes kpmg lancashire law leeds leicester
    leicestershire limited lincoln lincolnshire liverpool london lords ltd luton man manchester mencap
    mental mercia merseyside merthyr microsoft middlesbrough midlands milton mind ministry motorola nacro
    national neighbourhood network newcastle newport norfolk northamptonshire northumbria norwich nottingham
    nottinghamshire oxford parliament partnership perth plc plymouth portsmouth powys protocol public
    reading refuge review rhondda safer salvation samaritans scheme scope scotland senate serco sheffield
    shelter shrewsbury society somerset southampton staffordshire stirling stoke suffolk sunderland surrey
    sussex swansea telford thames twitter tydfil tyne unison university valley victim wales warwickshire
    wear wight wiltshire wolverhampton worcester wrexham york yorkshire youtube
    """.split()
)
# What somebody is called before their name: "the witness, Ada Bright".
PERSONS = frozenset(
    """
    analyst apprentice boy brother caller colleague complainant daughter driver father friend gentleman girl
    husband informant interpreter lad lady man mentee mentor mothe neighbou nurse offender owner person
    resident signed sister somebody someone son student suspect suspects trainer tutor victim volunteer wife
    witness woman
    """.split()
)
MONTHS = frozenset("april may june august".split())
NAMES = SURNAMES | FIRST_NAMES  # of which a capital is expected wherever they are names
_NAME_ENDINGS = tuple(
    "ski ska cki cka dzki wicz czyk czak owski enko escu ovic opoulos oglu yan shvili "
    "wala preet jeet inder deep ullah uddin zadeh sson sdottir iewicz".split()
)


def looks_like_a_surname(word: str) -> bool:
    """Whether a word, in small letters, is a surname of the list or is made like one."""
    if word in SURNAMES:
        return True
    if word.startswith(("o'", "d'", "ap-", "al-", "el-", "mac'")) and len(word) > 4:
        return True
    if word.startswith("mc") and len(word) > 4:
        return True
    parts = word.split("-")
    if len(parts) > 1 and parts[0] in NAMES and parts[-1] in NAMES:
        return True
    return len(word) > 5 and word.endswith(_NAME_ENDINGS) and word not in NOT_NAMES


def may_be_a_name(word: str) -> bool:
    """Whether a word, in small letters, may be somebody's name where a name is expected."""
    if looks_like_a_surname(word):
        return word not in NOT_NAMES or word in STILL_SURNAMES
    return len(word) > 1 and word not in NOT_NAMES and not (word.endswith("s") and word[:-1] in NOT_NAMES)
