"""What an author says of themselves, by which colleagues may recognise them.

Pure: standard library only.
"""

from portal.submissions.identifying.details import Kind
from portal.submissions.identifying.reading import Reader, at_words, reader, together

_FEW = r"(?:two|three|four|five|six|a few|2|3|4|5|6)"
_MANY = (
    r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{4,9}teen|twenty|thirty"
    r"|nearly|almost|over)"
)
_WORK = (
    r"(?:(?:acting|custody|detective|patrol|duty|shift|line|section|team|tutor|neighbourhood|response|old"
    r"|former|new|last"
    r"|own|then|current|previous|first|second|temporary|district|area|local|late|poor|young|little|older"
    r"|younger|elder"
    r"|only|twin|best|ex) |step-?|ex-?){0,3}"
)
_MINE = (
    r"(?:sergeant|sarge|sgt|skipper|inspector|insp|constable|chief inspector|superintendent|supt|commander"
    r"|governor|guvnor"
    r"|manager|supervisor|boss|leader|crew ?mate|tutor|mentor|mentee|buddy|shift|unit|station|beat|ward"
    r"|nick|section|patch"
    r"|custody suite|probation|probationer|student officer|tutee|oppo|line manager|head of department)"
)
_OWN = (
    r"(?:wife|husband|partner|spouse|fianc[e]{1,2}|girlfriend|boyfriend|civil partner|daughter|son"
    r"|children|kids|child|baby"
    r"|twins?|brother|sister|mother|mum|father|dad|parents|uncle|aunt|cousin|nephew|niece|in-laws"
    r"|mother-in-law|father-in-law"
    r"|grandmother|grandfather|gran|family|grandson|granddaughter|neighbour|divorce|wedding|pregnancy"
    r"|miscarriage|"
    r"promotion board|promotion|pdr|appraisal|grievance|tribunal|misconduct (?:hearing|meeting|case)"
    r"|suspension"
    r"|transfer|retirement|resignation|pension|maternity leave|paternity leave|adoption leave|sick leave"
    r"|sickness|absence"
    r"|career break|rest days?|leave|(?:first|last) (?:week|day|month|year|shift|posting|tour)|day off"
    r"|disability|condition|illness|diagnosis|adhd|autism|dyslexia|depression|anxiety|ptsd|cancer|diabetes"
    r"|epilepsy|asthma"
    r"|hearing(?: aids?| loss)?|wheelchair|counsellor|injury|surgery|operation last|back injury|bad back"
    r"|knee|therapy"
    r"|accent|faith|religion|church|mosque|temple|gurdwara|synagogue|hijab|turban|mother tongue"
    r"|first language|hometown"
    r"|home town|village|home address|house|home|school|old school|street|flat|race|ethnicity|sexuality"
    r"|age|birthday"
    r"|name(?: is)?|surname|nickname|(?:collar|shoulder|warrant|mobile|phone|staff|payroll) (?:number|no)"
    r"|dog|police dog|horse)"
)
_IDENTITY = (
    r"(?:gay|lesbian|bi|bisexual|trans(?:gender)?|non-binary|queer|straight|muslim|sikh|hindu|jewish"
    r"|christian|catholic"
    r"|buddhist|rastafarian|black|white|asian|british asian|mixed[- ]race|mixed[- ]heritage|caribbean"
    r"|african|nigerian"
    r"|ghanaian|somali|indian|pakistani|bangladeshi|chinese|polish|romanian|irish|welsh|scottish|english"
    r"|traveller|gypsy"
    r"|roma|turkish|european|foreign|welsh[- ]speaking|polish[- ]speaking|female|male|disabled|deaf|blind"
    r"|dyslexic|autistic"
    r"|neurodivergent|neurodiverse|diabetic|epileptic|visually impaired|hard of hearing|pregnant"
    r"|menopausal|widowed|divorced"
    r"|married|single|young|old|older|younger|part-time|retired|retiring|ex-army|ex-navy|ex-raf|ex-forces"
    r"|ex-military"
    r"|adopted|colour[- ]blind|left-handed|vegan|lgbt\+?|minority ethnic|minority|working|new|recent"
    r"|former|fellow|serving)"
)
_SELF = (
    r"(?:woman|man|mum|mother|dad|father|parent|carer|widow|widower|grandmother|grandfather|twin|veteran"
    r"|immigrant"
    r"|refugee|native|local|adoptee|probationer|student officer|apprentice|direct entrant|transferee|returner"
    r"|(?:dog|drug|firearms|armed|traffic|roads policing|mounted|marine|wildlife|rural crime|schools"
    r"|custody|search|drone"
    r"|football|licensing|hate crime|crime scene|scenes of crime|family liaison|control room|response"
    r"|neighbourhood"
    r"|diversity|disability|lgbt\+?|federation|staff|union|unison|hostage|child protection|cyber|fraud"
    r"|digital|intelligence)"
    r" (?:handler|officer|sergeant|inspector|constable|detective|rep(?:resentative)?|liaison officer|lead"
    r"|negotiator"
    r"|investigator|examiner|operator|analyst|pilot|spotter|adviser|advisor|expert|champion)"
    r"|detective (?:constable|sergeant|inspector)|handler|pilot|pcso|special constable|negotiator|bronze"
    r"|tac ?ad|medic"
    r"|paramedic|nurse|teacher|soldier|marine|sailor|solicitor|barrister|firefighter|prison officer"
    r"|social worker|doctor"
    r"|engineer|accountant|vicar|imam|chaplain|coach|referee|councillor|governor)"
)
_I_AM = r"i(?: a|')?m(?: (?:also|still|now|currently|just|both|myself))?"
_ARTICLE = r"(?:an? |the |one of the (?:few |only )?|both )?"


def _author(pattern: str) -> Reader:
    return reader(Kind.AUTHOR, rf"{pattern}\b")


_OF_MINE = _author(rf"(?:my|our) {_WORK}{_MINE}")
_OWN_LIFE = _author(rf"my {_WORK}{_OWN}")
_OLD_FORCE = _author(
    r"my (?:old|former|last|previous|home|original) (?:force|team|unit|department|job"
    r"|posting|career)"
)
_ONLY = r"(?:only|sole|youngest|oldest|longest[ -]serving|most senior|most junior|newest|tallest)"
_MORE = (
    r"(?: (?!(?:in|on|at|and|or|who|so|to|when|that|with|for|here|of|but|i|we|there|from|because|left|has"
    r"|had|was|is)\b)"
    r"[\w'-]{1,20}){0,3}"
)
_ABOUT_ME = (
    _author(
        rf"(?:{_I_AM}|i was|i became|i will be|being) (?:also |still |now )?the (?:{_ONLY}|first"
        rf"|last){_MORE}(?: on scene)?"
    ),
    _author(
        rf"(?:{_I_AM}|i was|i became) (?:the |a |an |our )?(?:(?:force|district|tactical|regional|national"
        rf"|local|strategic"
        r"|force's|unit's|team's) )?(?:lead|rep|representative|champion|spokes\w{3,6}|spoc) (?:for|on"
        r"|of)(?: the)?"
    ),
    _author(
        r"i (?:was|am) (?:the )?(?:oic|sio|officer in (?:the )?(?:case|charge)|(?:custody|duty"
        r"|patrol) (?:sergeant|inspector"
        r"|officer)|on duty|on call|first on scene|first (?:officer )?(?:on|at) (?:the )?scene"
        r"|first officer|exhibits officer"
        r"|scene manager|loggist|bronze commander|silver commander|gold commander|arresting officer"
        r"|interviewing officer"
        r"|night detective|late turn sergeant)"
    ),
    _author(rf"(?:{_I_AM}|i was) {_ARTICLE}(?:{_IDENTITY}[ ,]+(?:and )?){{1,3}}{_SELF}"),
    _author(
        rf"(?:{_I_AM}|i was) (?:an? )?(?:{_IDENTITY}[ ,]+){{0,2}}(?:single (?:parent|mum|dad|mother"
        rf"|father))"
    ),
    _author(
        rf"{_I_AM} (?:openly |registered |severely |partially |profoundly |mildly )?"
        r"(?:gay|lesbian|bisexual|trans(?:gender)?|non-binary|muslim|sikh|hindu|jewish|catholic|black"
        r"|asian|disabled|deaf"
        r"|blind|dyslexic|dyspraxic|autistic|neurodivergent|diabetic|epileptic|pregnant|menopausal"
        r"|colour[- ]blind"
        r"|left-handed|polish|nigerian|somali|indian|pakistani|chinese|romanian|welsh|scottish|irish"
        r"|expecting)"
    ),
    _author(
        rf"{_I_AM} (?:about to |soon to |due to )?(?:retir(?:e|ing)|leav(?:e|ing) (?:the )?(?:job|force"
        rf"|police)|resign(?:ing)?"
        r"|mov(?:e|ing) to|transfer(?:ring)? to)"
    ),
    _author(
        r"i (?:will )?(?:retire|leave|resign)(?: from the (?:force|job|police))? (?:in|next|this|at|on"
        r"|after)(?: \w{3,9})?"
    ),
    _author(
        rf"{_I_AM} (?:on |off )(?:long[- ]term )?(?:sick|maternity|paternity|adoption"
        rf"|restricted duties|light duties|bail)"
    ),
    _author(
        r"i (?:was|have been|had been|went|came back from|returned from|am back from)(?: away)?(?: on| off"
        r"| from)? "
        r"(?:off sick|(?:long[- ]term )?sick(?: leave)?|(?:maternity|paternity|adoption|compassionate"
        r"|shared parental) leave"
        r"|a career break|suspended|disciplined|promoted|passed over|restricted duties)(?: (?:in|last"
        r"|since|for) \w{2,12})?"
    ),
    _author(rf"{_I_AM} {_ARTICLE}{_SELF}"),
    _author(
        r"i (?:was|used to be|had been|trained as|qualified as|worked as) (?:an? )?(?:\w{3,12} ){0,2}?"
        rf"{_SELF}(?: (?:before|for|until|in)\b)?"
    ),
    _author(rf"(?:{_I_AM}|i was) one of (?:only |just |the )?(?:the )?{_FEW}"),
    _author(
        r"i (?:(?:worked|work) (?:at|in|out of)|(?:am|'m|was) (?:based|posted|stationed|attached) (?:at|in"
        r"|on|to|for|from)"
        r"|(?:patrol|police) (?:in|the))"
    ),
    _author(r"i'm (?:based|posted|stationed|attached) (?:at|in|on|to|from)"),
    _author(
        r"i(?: first| originally)? (?:joined|transferred|moved|came)(?: here| over| across| back)?"
        r" (?:in|from|to|the)(?: the)?(?! (?:meeting|call|two|session|group|project|discussion|list|queue|end|same|idea"
        r"|conclusion|point|view|scene|station|door|front|desk)\b)(?: (?:19|20)\d\d| \w{3,15})"
    ),
    _author(r"i (?:have )?(?:previously )?(?:served|fought|deployed) (?:in|with|on|for) (?:the )?\w{2,15}"),
    _author(
        r"i (?:currently )?(?:lead|run|head|manage|command|supervise|chair) (?:the|our|a) (?!risk\b"
        r"|time\b)\w{2,15}"
    ),
    _author(
        r"i (?:wrote|designed|drafted|authored|created|set up|founded|introduced) the (?:force(?:'s)? )?"
        r"(?:policy|policies|procedure|strategy|guidance|protocol|network|unit|course)"
    ),
    _author(
        r"i (?:have|had|'ve got|have got|only have"
        r"|have only) (?:only )?[\w-]{1,10}(?: [\w-]{2,8})? (?:weeks|months|years)'? (?:of )?service"
    ),
    _author(
        r"i (?:have|had|suffer from|live with|was diagnosed with) (?:adhd|autism|dyslexia|depression"
        r"|anxiety|ptsd|cancer"
        r"|diabetes|epilepsy|asthma|tourette'?s?|ms|hiv|a (?:stammer|hearing aid|disability|stoma"
        r"|pacemaker|prosthetic"
        r"|chronic \w{3,10}|heart condition|bad back))"
    ),
    _author(
        r"i (?:use|wear|need) (?:an? )?(?:wheelchair|hearing aids?|walking stick|crutches|hijab|turban"
        r"|guide dog"
        r"|prosthe\w{2,6}|insulin|screen reader)"
    ),
    _author(
        r"i (?:was born|grew up|live|lived|was raised|went to (?:school|church|mosque|university)"
        r"|was educated)"
        r" (?:in|near|on|at|with|round|opposite|next to|by)(?: the)?(?: \w{3,15})?"
    ),
    _author(
        r"i (?:am|was|got|'m) (?:married|divorced|engaged|widowed|separated|related) (?:to|from|last"
        r"|in|by)"
    ),
    _author(r"i speak (?!to\b|with\b|at\b|on\b|for\b|up\b|about\b|as\b|out\b|from\b|of\b)\w{4,12}"),
    _author(r"i (?:gave|had given) birth"),
    _author(
        r"i was (?:arrested|stabbed|assaulted|shot|injured|run over|bullied|harassed|raped) (?:in|on"
        r"|at|by|while|when|last)"
    ),
)
_YEARS = (
    rf"(?:(?:nearly|almost|over|about|more than|my) )?{_MANY}(?:[- ]\w{{3,5}})? (?:years?|months?"
    rf"|weeks)'?"
)
_SERVICE = (
    r"(?:of service|service|in (?:the )?(?:job|force|police|service|uniform|cid|custody|traffic|response"
    r"|role|army|control room)"
    r"|as an? (?:\w{2,15} )?\w{2,15}|on (?:response|the (?:job|force|beat|dogs))|in)"
)
AUTHOR = together(
    at_words("my our", _OF_MINE),
    at_words("my", _OWN_LIFE, _OLD_FORCE, _author(rf"my {_YEARS}(?: {_SERVICE})?")),
    at_words("i being", *_ABOUT_ME),
    at_words(
        "as",
        _author(rf"as the {_ONLY}(?! (?:option|way|thing|alternative|choice|route|exception|ones?|means"
                rf"|reason)\b){_MORE}"),
        _author(rf"as (?:an? |the )(?:{_IDENTITY}[ ,]+(?:and )?){{1,3}}(?:{_SELF}|officer|detective"
                rf"|sergeant|inspector|constable"
                r"|person|member of staff|staff member|colleague|recruit|police officer|supervisor|speaker)"),
        _author(r"as (?:an? )(?:probationer|student officer|carer|single (?:parent|mum|dad)|veteran"
                r"|widow(?:er)?|wheelchair user"
                r"|transferee|returner|direct entrant|hearing aid user|new (?:mum|dad|mother|father)|twin"
                r"|gay|lesbian|trans|muslim"
                r"|sikh|hindu|mother of|father of|parent of|foster \w{4,6}|former \w{3,12}|ex-\w{3,12})"),
    ),
    at_words("in with after have for since", _author(
        rf"(?:in|with|after|have|for|since) (?:my )?{_YEARS} {_SERVICE}"),
        _author(rf"in my {_YEARS}"),
        _author(r"since i (?:joined|started|transferred|was promoted|came back|returned|qualified) (?:in"
                r"|on) (?:\w{3,9} )?\d{4}"),
    ),
    at_words("when before", _author(
        r"when i (?:was|worked|served) (?:a |an |the |with |at |in |on )(?:the )?(?:\w{2,15})?"),
        _author(r"when i (?:joined|transferred|was promoted|retired)"),
        _author(r"before (?:i joined|joining|the police|this job),? i (?:was|worked|served"
                r"|had been)(?: an?| as an?| in| for)?"),
    ),
    at_words("there", _author(
        rf"there (?:are|were|is) (?:only |just )?(?:{_FEW}|one) of us")),
    at_words("only we", _author(r"only (?:two|three|four|five|one) of us"),
             _author(r"we are (?:only |just )?(?:two|three|four|five|a unit of \w{2,6}|a team of (?:two"
                     r"|three|four|five))")),
    at_words("the", _author(
        r"(?<!am )(?<!as )(?<!'m )(?<!was )(?<!being )the only (?!ones?\b|way\b"
        r"|thing\b)(?:[\w-]{3,15} ){0,3}?(?:woman|man|officer|sergeant|detective|inspector|constable"
        r"|handler|speaker|pilot|female|male|pcso|negotiator|muslim|sikh)"
        r"(?: (?:officer|sergeant|detective|inspector|constable|handler))?"
        r"(?= (?:here|on (?:the|my|our)|in (?:the|my|our)|at|is me|who is me))")),
    at_words("english", _author(r"english is (?:not )?my (?:second|third|first) language")),
    at_words("on", _author(r"on my (?:shift|team|rest days?|day off|beat|patch|leave|days off|way (?:home"
                           r"|to work))")),
    at_words("maternity paternity adoption", _author(r"(?:maternity|paternity|adoption) leave (?:i|we|my)")),
)  # fmt: skip
