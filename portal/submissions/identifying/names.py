"""Which words are names: first names and surnames often met in Britain, and words that are nobody's name.

The lists hold no persons, only words, in small letters and without accents. Pure: standard library only.
"""

FIRST_NAMES = frozenset(
    """
    aaron abbie abigail adam adele adrian agnes aidan aileen ailsa alan alasdair alastair albert alec alex alexander
    alexandra alfie alfred alice alicia alison alistair allan amanda amber amelia amy andrea andrew andy angela angus
    anita ann anna annabel anne annette annie anthea anthony antonia arnold arthur ashleigh ashley audrey ava avril
    barbara barnaby barry beatrice becky belinda ben benjamin bernadette bernard bert beryl beth bethan bethany betty
    bev beverley billy bobby brad bradley brenda brendan brett brian bridget bruce bryan bryn caitlin callum calum
    cameron camilla carl carla carly carmen carol carole caroline carolyn carrie catherine cath cathy cecilia cedric
    celia charlene charles charlie charlotte chelsey cheryl chloe chris chrissie christina christine christopher ciara
    ciaran cindy claire clara clare claudia clive colette colin colleen conor connor corey courtney craig crystal cyril
    daisy damian damien dan daniel danielle danny daphne darcy darren daryl dave david dawson deb debbie deborah debra
    deirdre delia denise dennis derek desmond diana diane dianne dominic donald donna doreen doris dorothy doug douglas
    duncan dylan eddie edith edmund edna edward edwin eileen elaine eleanor elena eliza elizabeth ella ellen ellie
    elliot elliott elsie emily emma eric erica erin ernest esme estelle esther ethan ethel eugene eunice eva evelyn
    evie felicity felix fergus fiona flora frances francesca francis fraser fred freddie frederick freya gabriel
    gabrielle gail gareth gary gavin gayle gemma geoff geoffrey georgia georgina gerald geraldine gerard gerry gilbert
    gill gillian gina ginny glen glenda glenn gloria glyn gordon graeme graham greg gregory greta gwen gwendolyn hamish
    hannah harold harriet harriett harry harvey hayden hayley hazel heather hector helen helena henrietta henry herbert
    hilary hilda howard hugh hugo humphrey iain ian imogen ingrid irene iris isabel isabella isabelle isla isobel ivan
    ivor ivy jackie jacob jacqueline jacqui jade jake james jamie jan jane janet janice janine jared jasmine jason
    jayne jayden jaydon jean jed jeff jeffrey jemima jemma jen jenna jennie jennifer jenny jeremy jermaine jerome jess
    jessica jessie jill jillian jim jimmy jo joan joanna joanne jocelyn jodie joe joel joey john johnny jon jonathan
    jonny joseph josephine josh joshua joyce juan judith judy julia julian juliana julie juliet justin justine karen
    karl kate katherine kathleen kathryn kathy katie katrina katy kayleigh keeley keira keith kelly kelvin ken kenneth
    kenny kerry kev kevin kez kieran kieron kim kimberley kirsten kirsty kris kristian kristina kurt kyle kylie lana
    lara laura lauren laurence lawrence leah leanne lee leigh len lena leo leon leona leonard leslie lesley lewis liam
    libby lily linda lindsay lindsey lisa liz lizzie logan lois lorna lorraine louis louisa louise lucas lucia lucinda
    lucy luke luther lydia lyn lynda lynn lynne lynsey mabel maddie madeleine maggie malcolm mandy marc marcia marcus
    margaret margery marian marie marilyn marina marion marjorie marlene martha martin martina martyn mary mathew matt
    matthew maureen maurice maxine maxwell megan melanie melissa melvyn mia michael michaela michelle mick mike mildred
    millie milly miranda miriam moira mollie molly mona monica morag morgan muriel murray myra nadia nadine nancy naomi
    natalie natasha nathan neil nell nellie nick nicky nicola nicholas nicole nigel nikki nina noel nora noreen norma
    norman olga olive oliver olivia ollie oscar owen paige pam pamela pat patricia patrick patsy paul paula pauline
    peggy penelope penny percy pete peter phil philip phillip phillipa philippa phoebe phyllis polly poppy rachael
    rachel ralph ramona raymond rebecca reece reg reggie reginald rhona rhys ricardo richard rick ricky rita robbie
    robert roberta robin roderick rodney roger roland ron ronald ronnie rory rosalind rosemary rosie ross rowan rowena
    roxanne roy ruby rupert russell ruth ryan sabrina sadie sally sam samantha samuel sandra sandy sarah saskia sean
    sebastian selina serena shane shania shanice shannon sharon shaun shauna sheila shelley sheree shirley sian sidney
    silvia simon sonia sophia sophie spencer stacey stan stanley stella steph stephanie stephen steve steven stewart
    stuart susan susanna susannah susie suzanne sybil sylvia tamara tammy tamsin tania tanya tara tasha ted terence
    teresa terry tess tessa thelma theo theodore theresa thomas tiffany tim timothy tina toby todd tom tommy toni tony
    tracey tracy travis trevor tricia trish tristan tyler tyrone una ursula valerie vanessa vera verity vernon veronica
    vicky vikki vince vincent viv vivian vivien vivienne wallace walter wanda wayne wendy wilfred will william winifred
    winston xander yvette yvonne zach zachary zara zoe
    aled alun aneurin angharad anwen arwel bethan blodwen bronagh bronwen bryony carys catrin ceri cerys dafydd delyth
    dewi dilwyn dilys dylan eifion eira eirlys eleri elfed elin emyr eurwen ffion fflur gethin glenys glynis gruffydd
    gwenda gwenllian gwilym gwyn gwyneth huw iestyn ieuan ifan ioan iolo iwan llinos lleucu llyr lowri mair mared
    marged mari meinir meirion menna mererid morfydd myfanwy nerys nia olwen osian rhian rhiannon rhodri rhydian rhun
    seren sioned sion tegan tegwen tomos tudur wyn
    aisling ailbhe aine aoibheann aoife bronach brigid caoimhe ciaran clodagh colm conall cormac cian dairmuid darragh
    declan dermot diarmuid donal donnacha dympna eamon eamonn eimear emer eoghan eoin fearghal feargal fergal fiachra
    finbar finn fintan fionn fionnuala grainne kathleen lorcan maeve mairead maire malachy muireann niall niamh nuala
    odhran oisin oonagh orla orlaith padraic padraig pearse riona roisin ruairi saoirse seamus shea sinead siobhan
    sorcha tadhg tierna turlough ultan
    ailsa alasdair aonghas beathag calum catriona coinneach domhnall donalda eilidh ewan euan ewen fearchar fionnlagh
    greer innes iona isla kirsteen lachlan mairi malcolm mhairi morag morven murdo niall ruaridh ruairidh rhona senga
    seonaid shona struan torquil una
    aadil aamir aarav aaron aasiya abbas abdul abdullah abid adeel adil adnan afzal ahmad ahmed aisha ajay akash akram
    alia alisha ali altaf amandeep amar amarjit ameena amina amir amit amjad amrit amrita anand anil anisa anita anjali
    anjum ankit anoop ansar anwar arif arjun arshad arun asha ashok asif asim asma atif avtar ayaan ayesha ayaz azhar
    aziz babar balbir baldev baljit balwinder basharat bashir bhavesh bhavna bilal bina chandni chirag daljit davinder
    deepa deepak deepika devi dilip dinesh ehsan faisal faiza farah farhan farid farooq farzana fatema fatima fatimah
    faizan ganesh gautam geeta ghulam gita gurdeep gurdip gurinder gurjit gurmeet gurpreet habib haider hamid hamza
    hanif hardeep hari haris harjit harpreet harsh haroon hasan haseeb hassan hema hina humaira hussain ibrahim idris
    ikram imran imtiaz inderjit iqbal irfan ishaan ishrat ismail jagdeep jagdish jagjit jahangir jameela jamil jamila
    jaspal jaspreet jasvinder jasmin javed javid jaya jayesh jitendra junaid kabir kalpana kamal kamala kamaljit kamran
    karan karim kashif kavita khadija khalid khurram kiran kiranjit kishan kulwinder kuldeep lakhbir lakshmi lalita
    leila maha mahesh mahmood majid malik mandeep manish manisha manjit manjula manoj manpreet maqsood mariam maryam
    masood meena meera mehmood milan minal misbah mohamed mohammad mohammed mohan mohsin mubarak muhammad mujahid mukesh
    mumtaz munir murtaza mushtaq mustafa nabeel nabila nadeem nadia naeem nagina naila nalini naresh narinder nasir
    nasreen navdeep naveed navjot navneet nazia nazir neelam neeta neha nikhil nilesh nimra nisha nitin noor nusrat
    omar osman pankaj parminder parveen pooja prabha prakash pramod pranav prashant pravin preeti prem priti priya
    priyanka qasim raheel rahim rahul raj rajan rajesh rajinder rajiv raju rakesh ramesh rana ranjit rashid rashida
    ravi ravinder razia rehana rehman rekha rohan rohit rubina rukhsana sabah sabiha sadia sadiq saeed sahil saima
    saira sajid sajida salim salma samina sameer sami samira sana sandeep sangeeta sanjay sanjeev santosh sarfraz sarita
    satnam satish satpal seema shabana shabir shafiq shahid shahida shahzad shakeel shamim shanaz sharif shazia shehnaz
    shilpa shoaib shreya shyam sikander simran simrat sita sohail sonal sukhdeep sukhdev sukhjit sukhvinder suleman
    sultana sumaira sunil sunita suresh surinder surjit sushila swati tahir tahira talha tanveer tanvi tariq tasneem
    tayyab umar umesh usha usman uzma varun vijay vikas vikram vimal vinay vinod vishal wahid waheed waqar waqas wasim
    yasin yasir yasmeen yasmin yousaf yousef yusuf yusra zafar zahid zahida zahra zaheer zainab zaman zara zarina zeeshan
    zia zubair zulfiqar
    aba abayomi abdi abdirahman abena abiodun abiola ade adebayo adebola adedayo adekunle adeola aderonke adewale
    adunni afia afua akin akinola akosua akua akwasi ama amadou amara amaka aminata ayo ayodele ayomide babajide
    babatunde biola bola bolanle boluwatife busola chiamaka chibuzo chidi chidinma chiedu chijioke chika chike chima
    chinedu chinelo chinonso chioma chinwe chuka chukwudi dayo dele desta ebele ebenezer ebo efua ejike ekene ekow emeka
    enitan esi ezinne fadekemi farai fatou femi fola folake folasade funmi funmilayo gbenga hakeem halima hodan idowu
    ifeanyi ifeoma ike ikechukwu ikenna iman jelani jide juma kayode kehinde kemi khadra kobina kofi kojo kunle kwabena
    kwadwo kwaku kwame kwasi kwesi lamin lanre lekan makena mamadou mandla mariama modupe mohamud moses musa nana
    ngozi njeri nkechi nnamdi nneka nnenna nomsa nosipho obi obinna ogechi okechukwu ola olabisi oladipo olamide olanike
    olu olufemi olumide oluwaseun oluwatobi onyeka opeyemi ousmane precious ranti rotimi sade sekou segun seun shola
    sibusiso simisola sipho sola tafadzwa taiwo tapiwa tariro temi temitope tendai thabo thandi thandiwe titilayo tobi
    tobiloba tolu tope tosin tunde tunji uche uchenna ugo unathi wale wanjiru yaa yaw yemi yetunde yewande zanele zola
    agata agnieszka aleksander aleksandra andrzej ania anastazja artur bartek bartosz beata bogdan boguslaw bozena
    cezary damian danuta darek dariusz dawid dominik dominika dorota edyta elzbieta ewa ewelina filip genowefa
    grazyna grzegorz halina hanna henryk ilona irena iwona izabela jacek jadwiga jakub jan janina janusz jaroslaw
    jerzy joanna jolanta justyna kacper kamil kamila karol karolina kasia katarzyna kazimierz kinga klaudia
    krystian krystyna krzysztof leszek lech lidia lucyna lukasz maciej magda magdalena malgorzata marcin marek
    mariola mariusz mateusz michal mieczyslaw milena miroslaw monika natalia oskar patryk paulina pawel piotr
    przemyslaw radoslaw rafal renata robert ryszard sebastian slawomir stanislaw stefan sylwester sylwia szymon
    tadeusz tomasz urszula waldemar weronika wieslaw wieslawa wiktor wiktoria witold wlodzimierz wojciech wojtek
    zbigniew zdzislaw zenon zofia zuzanna zygmunt
    adrian alexandru alina alin ana anca andrei bogdan catalin claudiu constantin corina cosmin cristian cristina dan
    daniela danut diana dorin doina dragos dumitru elena emil florin gabriela georgeta gheorghe ileana ioan ioana ion
    ionela ionut iulia larisa laurentiu liviu lucian luminita madalina marian marius mihaela mihai mihail mircea
    mirela nicolae nicoleta octavian oana ovidiu petru radu raluca razvan roxana silviu simona sorin stefan teodora
    tudor vasile viorel vlad andris arturas audrius aurelija darius edgars gintaras giedre inga jurgita justas kestutis
    laima linas mantas marius mindaugas rasa rimantas ruta saulius tomas vaida vilma vytautas
    alejandro alessandro andre antonio beatriz carlos diego eduardo enrique fabio fernando francesco francisco giorgio
    giovanni giulia giuseppe helder ines joao joaquim jorge jose juan lorenzo luca luis luigi manuel marco maria mario
    matteo miguel nuno paolo paulo pedro pierre rafael raul ricardo rodrigo rosa rui salvatore santiago sergio silvia
    sofia stefano teresa tiago valentina vasco ahmet ayse burak cemal elif emre fatma hakan kemal mehmet mehmed murat
    mustafa osman selim serkan sibel yasin zeynep abbas ali amira bahar behnaz dariush farid farhad farzaneh hamid
    hossein kaveh layla leila mahsa mehdi mehran mohsen nadia nasrin omid parisa reza saeed samira shirin sina soraya
    yusef chen fang hao hong hui jia jian jing jun lei li ling mei ming na ping qiang tao wei xia xiao xin yan yang yi
    ying yu yuan yue zhang hiroshi kenji sakura yuki yuko thi thanh tuan linh minh nguyen quang trang oleksandr olena
    oksana andriy dmytro dmitri iryna ihor ivan kateryna mykola natalya nataliia oleg oleh petro sergei serhii svetlana
    tetiana vadim viktor vladimir volodymyr yaroslav yulia yuri jamal jayson kwesi leroy delroy winston marlon shanelle
    shaniqua tyrell tyreese keisha latoya lakeisha dwayne malik kareem demetrius deshawn tanisha bjorn erik gunnar
    ingrid jens johan klaus lars matthias sven ulrich wolfgang jurgen jorg hans heinz dieter juergen anneke
    """.split()
)
# First names that are words or places of their own: a name only beside a surname, or where a sentence tells so.
ALSO_WORDS = frozenset(
    """
    will amber ava bill bob bobby rob mark grant dawn sue frank hope grace joy faith jack art summer victoria george
    georgia april june may august dean ray rose pat drew chip max miles guy earl duke angel christian lincoln derby
    baker lloyd jordan chelsea florence kent penny poppy olive ivy holly hazel heather iris lily daisy jade ruby
    pearl crystal robin rowan sandy carol harmony charity constance patience prudence verity felicity melody eve noel
    christmas norman gill bailey brook brooke carter chase chuck cliff clay cole colt dale dell don gene glen glenn
    harry hunter jay jan jet josh kit lance lane major mason mac man marina marsh mercy mike miller nick norm oscar
    paige parker percy peg pierce price prince quest reed reg rex rich rick river rod rusty sage saint sally sasha
    skip sky skye star stew sterling stone sunny ted tiffany tom tony tor trinity troy van vic wade warren wayne west
    win wood wren alpha bravo charlie delta echo romeo sierra victor tango juliet india golf hotel kilo lima papa
    quebec uniform whiskey yankee zulu asia china israel paris london sydney austin dallas houston virginia carolina
    savannah trent tyne severn iona isla jersey ross precious lucky blessing sunday friday basil ginger rosemary
    sherry brandy dot bea fern dan na li ping yang yi yu noor musa long tao hong lei jun hanna elena ann rana ade
    ali obi sami ike ion dele raj ama olga esi ola tope uche chika sola temi sade mona asha devi milan noor leigh lech
    kay mae nana ron ken len desta ebo kiran kishan hari malik prem iman zaman usha jo lena ben rita jean ralph alec
    """.split()
) - frozenset("jean ben jo dan ken ron len jan tom tony ted nick rick kiran usha olga rita asha ralph alec".split())
SURNAMES = frozenset(
    """
    abbott abdi abdullah acheampong adams adamson addo adebayo adeleke adewale adeyemi afolabi agarwal agyeman ahmad
    ahmed ainsworth aitken akhtar akintola akram alam aldridge alexander ali allan allen allison amin amoah anderson
    andrews ansah ansari antoniou anwar appiah archer armitage armstrong arnold arora arshad asante ashby ashton ashworth
    asif aslam atkins atkinson atta austin awan ayres aziz babatunde bailey bains baird baker balogun bajwa ball ballard
    balmer bamford bancroft banerjee banks bannister barber barclay barker barlow barnard barnes barnett baron barr
    barrett barron barry bartlett barton basra bashir bassett bates batra batten baxter beattie beaumont beck beckett
    begum bell bello bennett benson bentley bernard berry bevan bhatia bhatt bhattacharya bibi bird birch bishop black
    blackburn blackman blackwell blair blake bloggs boateng boden bolton bond booth bose botham boswell bowen bower bowers
    bowles bowman boyce boyd boyle bradley bradshaw brady braithwaite bray brennan brewer bridges briggs bright bristow
    britton broadbent brooke brookes brooks brown browne bruce bryan bryant buchanan buckley bull bullock burgess burke
    burnett burns burrows burton bush butcher butler butt byrne cairns caldwell callaghan cameron campbell cannon carey
    carlin carpenter carr carroll carson carter cartwright carver casey cassidy castle cavanagh chadwick chahal chamberlain
    chambers chan chana chandler chandra chaplin chapman charles charlton chaudhary chaudhry chauhan cheema chen cheng
    cheung chopra choudhury chowdhury christie chung chukwu clancy clark clarke clarkson clay clayton clegg clements
    clifford coates cochrane cole coleman coles coll collier collins connell connolly connor conroy conway cook cooke cooper
    copeland corbett corcoran cotton coulson cousins cowan cowell cox craig crane craven crawford crawley croft crook
    crosby cross crowe crowley crowther cullen cummings cunningham curran currie curtis dale dalton daly daniel daniels
    darby das davey davidson davies davis davison dawson day deacon dean dempsey denham dennis denton desai devine devlin
    dhaliwal dhillon diallo dias dickinson dickson diop dixon docherty dodd dodds doherty dolan donaldson donnelly donovan
    doran dosanjh douglas dougherty dowling downing doyle drake draper drew driscoll drummond dubois duffy duggan duncan
    dunlop dunn dunne durrant dutton dyer eastwood eaton edge edmonds edwards eke ellis elliott ellison emmanuel english
    essien evans everett eze fagan fairclough farah farmer farooq farrell farrow faulkner fearn fenton fenwick ferguson
    fernandes fernandez field fielding finch findlay finlay finn fisher fitzgerald fitzpatrick flanagan fleming fletcher
    flood flower flynn foley forbes ford foreman forrest forster forsyth foster fowler fox foy francis franklin fraser
    freeman french frost fry fuller fulton furness gallagher galloway gamble garcia gardiner gardner garner garrett
    garside gaunt gautam george georgiou gibbons gibbs gibson gilbert giles gill gillespie gilmour gleave glover goddard
    godfrey gomez goodman goodwin gonzalez gordon goswami gough gould graham grainger grant graves gray grayson greaves green
    greenwood greenhalgh gregory grewal grey grierson griffin griffith griffiths grimes grimshaw groves gunn gupta
    haddad hadley haigh hale hales hall hallam halliday hamilton hammond hampton hancock hanif hanlon hanna hannah hansen
    hanson haque harding hardy hargreaves harkin harle harley harman harper harrington harris harrison hart hartley
    harvey hasan haslam hassan hastings hawkins hayes haynes hayward haywood healy heath hemmings henderson hendry henry
    henshaw hepburn herbert hewitt hibbert hickman hicks higgins higginson hill hilton hines hirst hobbs hobson hodge
    hodges hodgson hodson hogan holden holder holland holloway holmes holt hood hooper hope hopkins hopper horne horton
    hosseini houghton houston howard howarth howe howell howells hubbard hudson huggins hughes humphrey humphreys hunt
    hunter huntley hurst hussain hussein hutchinson hutchison hyde ibrahim idowu ingham ingram innes iqbal irving ismail
    ivanov jabbar jackson jacobs jalloh james jameson jamieson jarvis javed jefferson jeffrey jeffries jenkins jenkinson
    jennings johal johns johnson johnston johnstone jones jordan joseph joshi joyce kaba kamara kane kang kapoor kaur kay
    kaya kean kearney keating keegan keeling keen kelleher keller kelly kemp kendall kennedy kenny kent kenyon kerr
    kershaw khalid khan khatun khanna kidd kiely kilmartin king kirby kirk kirkpatrick kitson knight knott knowles knox
    kone kowalczyk kowalska kowalski krawczyk krishnan kumar kwarteng lal lamb lambert lancaster lane lang larkin lau
    law lawal lawrence lawson leach leary ledger lee leigh leonard lennon leslie lester lewandowska lewandowski lewis
    lindsay lister little livingstone lloyd locke lockwood logan lomax long longstaff lopez lord lowe lowry lucas ludlow
    lynch lyons macdonald macgregor mackay mackenzie mackie mackintosh maclean macleod macmillan macpherson madden maguire
    mahmood mahmoud maher mahmud malik mann manning mansfield mansoor marchant markham marlowe marriott marsden marsh
    marshall martin martinez mason massey masood masters matharu mathers mathews mathur matthews maxwell may mayer maynard
    mbeki mcbride mead meadows meehan mehmood mehta mellor melville menon mensah mercer meredith merritt metcalfe middleton
    milburn miles millar miller mills milne milner minhas mir miah mirza mishra mistry mitchell moffat mohamed mohammed
    molloy monaghan montgomery moody moon moore moran moreno morgan morley morris morrison morrow mortimer morton moses moss
    mottram moyo muir mukherjee mullen mulligan munro murphy murray mustafa musa myers nadeem nair naidoo napier nash naylor
    ndlovu neal neville newell newman newton ng ngo nguyen nicholas nicholls nicholson nicolson nixon noble nolan norman
    norris north norton nowak nwosu oakley obi odonnell ofori ogden ogunleye ojo okafor okeke okonkwo okoro okoye oladipo
    oldham oliver olsen omar onyango oneill orr osborne osei osman otieno owen owens owusu oyelaran padgett page painter
    palmer pandey paranjape park parker parkes parkin parkinson parks parmar parr parry parsons parveen patel paterson pathak
    patterson pattison paul payne peacock pearce pearson pemberton pender penfold pennington pereira perera perez perkins
    perry peters petersen phillips philpott pickering pierce pike pillai piper pitt platt pollard poole pope popescu porter
    potter potts powell power prasad pratt prentice prescott preston price prince pritchard proctor prosser pryce pugh purcell
    qureshi quigley quinn rafiq rahman rai raja rajan raman ramachandran ramaswamy ramirez ramos ramsay ramsey rana randall
    randhawa rankin rao rashid ratcliffe rauf ravenscroft rawat rawlings ray raza read reddy redfern redmond reece reed rees
    reeve reeves rehman reid reilly renshaw reynolds rhodes rice rich richards richardson riches riddell ridley rigby riley
    ritchie roach robbins roberts robertson robins robinson robson roche rodgers rodrigues rodriguez rogers rooney roper rose
    ross rossi rothwell rowe rowland rowlands rowley roy ruddock rudd rushton russell rutherford ryan sadiq saeed sahota saini
    saleem salmon salisbury salter sampson samuel samuels sanchez sanders sanderson sandhu santos saunders savage savvides
    sawyer sayed schmidt scott seddon sehgal sekhon sellers sen sesay sethi sewell seymour shah shaheen shaikh sharif sharma
    sharp sharpe sharples shaw shea shelton shepherd sheppard sheridan sheikh sherman sherwood shields short siddiqui siddique
    sidhu silva sim simmonds simmons simms simon simons simpson sims sinclair singh singleton sinha skinner slater sloan small
    smart smith smithson smyth snow sodhi soni sood sousa souza southern sparks spencer spooner squires srinivasan stafford stanley
    stanton stark steel steele stephens stephenson stevens stevenson steward stewart stirling stokes stone storey stott strickland
    strong stuart subramanian sullivan summers sutcliffe sutherland sutton swain swan sweeney swift sykes sylla symonds szabo
    szymanski tait talbot tandon tang tanner tate tattersall taylor teague temple tennant terry thakur thapa thatcher thomas
    thompson thomson thorne thornton thorpe thwaites tierney tiwari todd tomlinson toure townsend tracey traore travers treacy
    trivedi tucker turnbull turner turton twigg tyler tyson uddin ullah underhill underwood unwin upadhyay upton usman vance
    varghese vargas varma vaughan verma vickers villiers vincent vora wade wagner wainwright waite wakefield walden walker wall
    wallace waller wallis walsh walter walters walton wang ward wardle warner warren waters waterhouse watkins watson watt watts
    weaver webb webber webster weeks welch wells welsh west weston whalley wharton wheatley wheeler whelan white whitehead
    whitehouse whitfield whiting whitlock whitmore whittaker whittle wiggins wilcox wilde wilkes wilkins wilkinson wilks willis
    williams williamson willoughby wills wilson winstanley winter winters wisniewski wojcik wolfe wong wood woodcock woodhouse
    woods woodward woolley worrall worthington wozniak wright wu wyatt yadav yang yates yeates yeo yeomans young younis yousaf
    yusuf yusufzai zaman zhang zhou zielinska zielinski
    """.split()
)
# Words that stand after a rank, a title or a first name, and are nobody's name.
NOT_NAMES = frozenset(
    """
    a able about above academy access according account acting action admin advice after again against ago agreed ahead air
    alert all allocated allocation alone along already also although always ambulance am among an and annual another any anybody
    app appeal application apprentice are area areas around arrived as asked assembly assessment assistant assists association at
    attended authority avenue away b back badge band bank base based be became because become been before began behind being
    below bench best better between bid big board boards booth both box bracket branch bridge brief briefing briefings broke
    broken brought budget building bulletin bureau bus but buy by c cable call called calls calm came camera can canyon cannot car
    cards career carried case cases castle cathedral centre centres chair changed charge chat check checked chief chose church
    city civic clinic close closed club cohort college command comes commission commissioner committee common community company
    complained completed computer conference console constable constables contact continuity control convention coordinator
    corner corps costs could council county course courses court crashed crescent crew creek crime criminal cross crossed crown
    custody cut d data day days deal decided decision decisions degree department deputy desk desks detective development did
    diploma direct directs director disposal district division do docks does dog done door down drive drives driver driving drop
    drove during duties duty each early east either email end entry equipment estate europe even ever every everybody everyone
    exam examined examinations exams except exchange factor false farm federation fell felt few field file files find finds fine
    fire first five fixed football for force forces form forms forum found four free friday from front full further games
    gap garage gardens gate gave general get gets give given gives go goes going good got grade grades grammar green ground
    group grove guidance guide had half hall handed hard hardware harbour has have having he headquarters heard held help helped
    helps her here high hill him his hit home hospital hotel hours house how i if in incident infirmary ing initial input
    inspector inspectors institute interview interviews into intranet is island issue it its job jobs join joined junction just
    k keep keeps kept keyboard keyboards kit knew know known knows lab lane laptop laptops last late later law laws lead leader
    leaders leadership learned learns learnt leave leaves led left legal less let level levels library licence life like likes
    line list little lloyd lock log login long look looked looks lost lower made mail main major make makes man manager
    many market may me medal meet meeting meetings memorial men mentor mentoring met middle might mill mine minister moment
    monday monitor monitors month more morning most mouse move moved much museum must my n near need needed needs neither
    network never new news next nick night nights no nobody nor north not nothing notes now number numbers o of off offered office
    officer officers often old on once one only open opened operating operation operations or order orders other others our out over overall
    own owner page palace paper parade park part passed password path pavilion pay peace per person pilot place plan platform
    played plus point police policy pool port portal post posted posts power practice present press primary printer printers prison
    process profile programme project projects promotion public put q quay question questions quick quickly quiet ran rang rank
    ranks rather read reads ready received recommended records recruit recruitment recruits refused region report reports represent
    representative rescue response responsible rest retired return returned review ride right rights ring rise river road role
    roles room rota round row royal run runs s safe safety said sat saturday save saw say says school schools screen screens search
    second secondary secretary section see seen selection self send sends sent sergeant sergeants server service services set
    sets settings several shared she shift shifts ship short should show showed shows shut side sign signs since sit site six
    skills slow slowly small so software some somebody someone soon sought south speaks special specials spent spoke square
    stadium staff stand standing stands start started starts state station stations stayed still stood stop storage story street
    students study such sunday superintendent superintendents supervisor supervisors supply support supporting surgery survey
    system systems t take taken takes talk talked taught teach team teams tell tells ten tends terms terrace test tests than thank
    that the their them then there these they thinks this those though thought three through thursday time times to today together
    told tomorrow too took top tower town towns toward towards trade tradition trained trainee trainees trainer training tribunal
    tried trust tuesday turned turns tutor two uk under union unit units university unless unlike until unwell up updates upon
    upset us usage use used user users usually valley van vehicle versus very via view village vision visible visited visits
    volunteer volunteers waited waits walk walked wants ward was watch way we week welfare well went were west what when
    whenever where wherever whether which while who whole whom whose why wide will window windows wing with within without
    woke wood work workbook worked workers workforce working workload works workshop world worse would write writes wrote yard
    year years yes yesterday yet you your youth froze hung
    january february march april june july august september october november december england scotland wales britain british
    english scottish welsh irish european american german french polish christmas easter
    ai anpr api bwv cad cctv cid cps csv ed erp faq foi gdpr gis gps hq hr html ict id it mg mis mot niche nhs ops os pc pcso
    pdf pin pip pnc ps pst q1 q2 q3 q4 rms sop uk usb vpn
    """.split()
)
ENDINGS = (
    "tion", "tions", "ment", "ments", "ness", "ing", "ings", "ed", "ly", "ity", "ance", "ence", "ship", "ware", "ists",
    "ism", "able", "ible", "ful", "less", "ous", "ive", "ology", "ise", "ised", "ises", "ably",
)  # fmt: skip
NAME_ENDINGS = (
    "ski", "ska", "cki", "cka", "dzki", "wicz", "czyk", "czak", "owski", "enko", "escu", "ovic", "opoulos", "oglu",
    "yan", "shvili", "wala", "preet", "jeet", "inder", "deep", "ullah", "uddin", "zadeh", "sson", "sdottir", "iewicz",
)  # fmt: skip


def looks_like_a_surname(word: str) -> bool:
    """Whether a word, in small letters, is a surname of the list or is made like one."""
    if word in SURNAMES:
        return True
    if word.startswith(("o'", "d'", "ap-", "al-", "el-", "mac'")) and len(word) > 4:
        return True
    if word.startswith("mc") and len(word) > 4:
        return True
    parts = word.split("-")
    if len(parts) > 1 and parts[0] in SURNAMES | FIRST_NAMES and parts[-1] in SURNAMES | FIRST_NAMES:
        return True
    return len(word) > 5 and word.endswith(NAME_ENDINGS) and word not in NOT_NAMES


def may_be_a_name(word: str) -> bool:
    """Whether a word, in small letters, may be somebody's name where a name is expected."""
    if looks_like_a_surname(word):
        return word not in NOT_NAMES or word in NAMES_AFTER_A_RANK
    return len(word) > 1 and word not in NOT_NAMES and not (word.endswith("s") and word[:-1] in NOT_NAMES)


# Surnames that are words of the list above too: after a rank, with a capital, they are names.
NAMES_AFTER_A_RANK = SURNAMES & frozenset("green little long lloyd park wood hill castle law west cross small short".split())
