"""Which words are names: first names and surnames often met in Britain.

The lists hold no persons, only words, in small letters and without accents. Pure: standard library only.
"""

FIRST_NAMES = frozenset(
    """
    aadil aamir aarav aaron aasiya aba abayomi abbas abbie abdi abdirahman abdul abdullah abena abid abigail
    abiodun abiola adam adebayo adebola adedayo adeel adekunle adele adeola aderonke adewale adil adnan
    adrian adunni afia afua afzal agata agnes agnieszka ahmad ahmed ahmet aidan ailbhe aileen ailsa aine
    aisha aisling ajay akash akin akinola akosua akram akua akwasi alan alasdair alastair albert alec aled
    alejandro aleksander aleksandra alessandro alex alexander alexandra alexandru alfie alfred alia alice
    alicia alin alina alisha alison alistair allan altaf alun amadou amaka amanda amandeep amar amara
    amarjit ameena amelia amina aminata amir amira amit amjad amrit amrita amy ana anand anastazja anca
    andre andrea andrei andrew andris andriy andrzej andy aneurin angela angharad angus ania anil anisa
    anita anjali anjum ankit anna annabel anne anneke annette annie anoop ansar anthea anthony antonia
    antonio anwar anwen aoibheann aoife aonghas arif arjun arnold arshad arthur artur arturas arun arwel
    asha ashleigh ashley ashok asif asim asma atif audrey audrius aurelija avril avtar ayaan ayaz ayesha ayo
    ayodele ayomide ayse azhar aziz babajide babar babatunde bahar balbir baldev baljit balwinder barbara
    barnaby barry bartek bartosz basharat bashir beata beathag beatrice beatriz becky behnaz belinda ben
    benjamin bernadette bernard bert beryl beth bethan bethany betty bev beverley bhavesh bhavna bilal billy
    bina biola bjorn blodwen bogdan boguslaw bola bolanle boluwatife bozena brad bradley brenda brendan
    brett brian bridget brigid bronach bronagh bronwen bruce bryan bryn bryony burak busola caitlin callum
    calum cameron camilla caoimhe carl carla carlos carly carmen carole caroline carolyn carrie carys
    catalin cath catherine cathy catrin catriona cecilia cedric celia cemal ceri cerys cezary chandni
    charlene charles charlotte chelsey chen cheryl chiamaka chibuzo chidi chidinma chiedu chijioke chike
    chima chinedu chinelo chinonso chinwe chioma chirag chloe chris chrissie christina christine christopher
    chuka chukwudi cian ciara ciaran cindy claire clara clare claudia claudiu clive clodagh coinneach
    colette colin colleen colm conall connor conor constantin corey corina cormac cosmin courtney craig
    cristian cristina cyril dafydd dairmuid daljit damian damien dan daniel daniela danielle danny danut
    danuta daphne darcy darek darius dariush dariusz darragh darren daryl dave david davinder dawid dawson
    dayo deb debbie deborah debra declan deepa deepak deepika deirdre delia delroy delyth demetrius denise
    dennis derek dermot deshawn desmond dewi diana diane dianne diarmuid diego dieter dilip dilwyn dilys
    dinesh dmitri dmytro doina domhnall dominic dominik dominika donal donald donalda donna donnacha doreen
    dorin doris dorota dorothy doug douglas dragos dumitru duncan dwayne dylan dympna eamon eamonn ebele
    ebenezer eddie edgars edith edmund edna eduardo edward edwin edyta efua ehsan eifion eileen eilidh
    eimear eira eirlys ejike ekene ekow elaine eleanor eleri elfed elif elin eliza elizabeth ella ellen
    ellie elliot elliott elsie elzbieta emeka emer emil emily emma emre emyr enitan enrique eoghan eoin eric
    erica erik erin ernest esme estelle esther ethan ethel euan eugene eunice eurwen eva evelyn evie ewa
    ewan ewelina ewen ezinne fabio fadekemi faisal faiza faizan fang farah farai farhad farhan farid farooq
    farzana farzaneh fatema fatima fatimah fatma fatou fearchar feargal fearghal felix femi fergal fergus
    fernando ffion fflur fiachra filip finbar finn fintan fiona fionn fionnlagh fionnuala flora florin fola
    folake folasade frances francesca francesco francis francisco fraser fred freddie frederick freya funmi
    funmilayo gabriel gabriela gabrielle gail ganesh gareth gary gautam gavin gayle gbenga geeta gemma
    genowefa geoff geoffrey georgeta georgina gerald geraldine gerard gerry gethin gheorghe ghulam giedre
    gilbert gillian gina ginny gintaras giorgio giovanni gita giulia giuseppe glenda glenys gloria glyn
    glynis gordon graeme graham grainne grazyna greer greg gregory greta gruffydd grzegorz gunnar gurdeep
    gurdip gurinder gurjit gurmeet gurpreet gwen gwenda gwendolyn gwenllian gwilym gwyn gwyneth habib haider
    hakan hakeem halima halina hamid hamish hamza hanif hannah hans hao hardeep haris harjit harold haroon
    harpreet harriet harriett harsh harvey hasan haseeb hassan hayden hayley hector heinz helder helen
    helena hema henrietta henry henryk herbert hilary hilda hina hiroshi hodan hossein howard hugh hugo hui
    humaira humphrey hussain huw iain ian ibrahim idowu idris iestyn ieuan ifan ifeanyi ifeoma ihor
    ikechukwu ikenna ikram ileana ilona imogen imran imtiaz inderjit ines inga ingrid innes ioan ioana iolo
    ionela ionut iqbal irena irene irfan iryna isabel isabella isabelle ishaan ishrat ismail isobel iulia
    ivan ivor iwan iwona izabela jacek jackie jacob jacqueline jacqui jadwiga jagdeep jagdish jagjit
    jahangir jake jakub jamal jameela james jamie jamil jamila jan jane janet janice janina janine janusz
    jared jaroslaw jasmin jasmine jason jaspal jaspreet jasvinder javed javid jaya jayden jaydon jayesh
    jayne jayson jean jed jeff jeffrey jelani jemima jemma jen jenna jennie jennifer jenny jens jeremy
    jermaine jerome jerzy jess jessica jessie jia jian jide jill jillian jim jimmy jing jitendra jo joan
    joanna joanne joao joaquim jocelyn jodie joe joel joey johan john johnny jolanta jon jonathan jonny jorg
    jorge jose joseph josephine joshua joyce juan judith judy juergen julia julian juliana julie juma junaid
    jurgen jurgita justas justin justine justyna kabir kacper kalpana kamal kamala kamaljit kamil kamila
    kamran karan kareem karen karim karl karol karolina kashif kasia katarzyna kate kateryna katherine
    kathleen kathryn kathy katie katrina katy kaveh kavita kayleigh kayode kazimierz keeley kehinde keira
    keisha keith kelly kelvin kemal kemi ken kenji kenneth kenny kerry kestutis kev kevin kez khadija khadra
    khalid khurram kieran kieron kim kimberley kinga kiran kiranjit kirsteen kirsten kirsty klaudia klaus
    kobina kofi kojo kris kristian kristina krystian krystyna krzysztof kuldeep kulwinder kunle kurt kwabena
    kwadwo kwaku kwame kwasi kwesi kyle kylie lachlan laima lakeisha lakhbir lakshmi lalita lamin lana lanre
    lara larisa lars latoya laura lauren laurence laurentiu lawrence layla leah leanne lee leila lekan len
    leo leon leona leonard leroy lesley leslie leszek lewis liam libby lidia linas linda lindsay lindsey
    ling linh lisa liviu liz lizzie lleucu llinos llyr logan lois lorcan lorenzo lorna lorraine louis louisa
    louise lowri luca lucas lucia lucian lucinda lucy lucyna luigi luis lukasz luke luminita luther lydia
    lyn lynda lynn lynne lynsey mabel maciej madalina maddie madeleine maeve magda magdalena maggie maha
    mahesh mahmood mahsa mair maire mairead mairi majid makena malachy malcolm malgorzata mamadou mandeep
    mandla mandy manish manisha manjit manjula manoj manpreet mantas manuel maqsood marc marcia marcin marco
    marcus mared marek margaret marged margery mari maria mariam mariama marian marie marilyn mario mariola
    marion marius mariusz marjorie marlene marlon martha martin martina martyn mary maryam masood mateusz
    mathew matt matteo matthew matthias maureen maurice maxine maxwell meena meera megan mehdi mehmed mehmet
    mehmood mehran mei meinir meirion melanie melissa melvyn menna mererid mhairi mia michael michaela
    michal michelle mick mieczyslaw miguel mihaela mihai mihail mildred milena millie milly minal mindaugas
    ming minh miranda mircea mirela miriam miroslaw misbah modupe mohamed mohammad mohammed mohamud mohan
    mohsen mohsin moira mollie molly monica monika morag morfydd morgan morven moses mubarak muhammad
    muireann mujahid mukesh mumtaz munir murat murdo muriel murray murtaza mushtaq mustafa myfanwy mykola
    myra nabeel nabila nadeem nadia nadine naeem nagina naila nalini nancy naomi naresh narinder nasir
    nasreen nasrin natalia natalie nataliia natalya natasha nathan navdeep naveed navjot navneet nazia nazir
    neelam neeta neha neil nell nellie nerys ngozi nguyen nia niall niamh nicholas nick nicky nicola nicolae
    nicole nicoleta nigel nikhil nikki nilesh nimra nina nisha nitin njeri nkechi nnamdi nneka nnenna nomsa
    nora noreen norma nosipho nuala nuno nusrat oana obinna octavian odhran ogechi oisin okechukwu oksana
    olabisi oladipo olamide olanike oleg oleh oleksandr olena olga oliver olivia ollie olu olufemi olumide
    oluwaseun oluwatobi olwen omar omid onyeka oonagh opeyemi orla orlaith osian oskar osman ousmane ovidiu
    owen padraic padraig pam pamela pankaj paolo parisa parminder parveen patricia patrick patryk patsy paul
    paula paulina pauline paulo pawel pearse pedro peggy penelope pete peter petro petru phil philip
    philippa phillip phillipa phoebe phyllis pierre piotr polly pooja prabha prakash pramod pranav prashant
    pravin preeti priti priya priyanka przemyslaw qasim qiang quang rachael rachel radoslaw radu rafael
    rafal raheel rahim rahul rajan rajesh rajinder rajiv raju rakesh ralph raluca ramesh ramona ranjit ranti
    rasa rashid rashida raul ravi ravinder raymond razia razvan rebecca reece reggie reginald rehana rehman
    rekha renata reza rhian rhiannon rhodri rhona rhun rhydian rhys ricardo richard rick ricky rimantas
    riona rita robbie robert roberta roderick rodney rodrigo roger rohan rohit roisin roland ron ronald
    ronnie rory rosa rosalind rosie rotimi rowena roxana roxanne roy ruairi ruairidh ruaridh rubina rui
    rukhsana rupert russell ruta ruth ryan ryszard sabah sabiha sabrina sadia sadie sadiq saeed sahil saima
    saira sajid sajida sakura salim salma salvatore sam samantha sameer samina samira samuel sana sandeep
    sandra sangeeta sanjay sanjeev santiago santosh saoirse sarah sarfraz sarita saskia satish satnam satpal
    saulius seamus sean sebastian seema segun sekou selim selina senga seonaid seren serena sergei sergio
    serhii serkan seun shabana shabir shafiq shahid shahida shahzad shakeel shamim shanaz shane shanelle
    shania shanice shaniqua shannon sharif sharon shaun shauna shazia shea shehnaz sheila shelley sheree
    shilpa shirin shirley shoaib shola shona shreya shyam sian sibel sibusiso sidney sikander silvia silviu
    simisola simon simona simran simrat sina sinead siobhan sion sioned sipho sita slawomir sofia sohail
    sonal sonia sophia sophie soraya sorcha sorin spencer stacey stan stanislaw stanley stefan stefano
    stella steph stephanie stephen steve steven stewart struan stuart sukhdeep sukhdev sukhjit sukhvinder
    suleman sultana sumaira sunil sunita suresh surinder surjit susan susanna susannah sushila susie suzanne
    sven svetlana swati sybil sylvia sylwester sylwia szymon tadeusz tadhg tafadzwa tahir tahira taiwo talha
    tamara tammy tamsin tania tanisha tanveer tanvi tanya tapiwa tara tariq tariro tasha tasneem tayyab ted
    tegan tegwen temitope tendai teodora terence teresa terry tess tessa tetiana thabo thandi thandiwe thanh
    thelma theo theodore theresa thi thomas tiago tierna tim timothy tina titilayo tobi tobiloba toby todd
    tolu tom tomas tomasz tommy tomos toni tony torquil tosin tracey tracy trang travis trevor tricia trish
    tristan tuan tudor tudur tunde tunji turlough tyler tyreese tyrell tyrone uchenna ugo ulrich ultan umar
    umesh una unathi ursula urszula usha usman uzma vadim vaida valentina valerie vanessa varun vasco vasile
    vera vernon veronica vicky vijay vikas vikki vikram viktor vilma vimal vinay vince vincent vinod viorel
    vishal viv vivian vivien vivienne vlad vladimir volodymyr vytautas waheed wahid waldemar wale wallace
    walter wanda wanjiru waqar waqas wasim wei wendy weronika wieslaw wieslawa wiktor wiktoria wilfred
    william winifred winston witold wlodzimierz wojciech wojtek wolfgang wyn xander xia xiao xin yaa yan
    yaroslav yasin yasir yasmeen yasmin yaw yemi yetunde yewande ying yousaf yousef yuan yue yuki yuko yulia
    yuri yusef yusra yusuf yvette yvonne zach zachary zafar zaheer zahid zahida zahra zainab zanele zara
    zarina zbigniew zdzislaw zeeshan zenon zeynep zhang zia zoe zofia zola zubair zulfiqar zuzanna zygmunt
    """.split()
)
# First names that are words or places of their own: a name only beside a surname, or where a sentence tells so.
ALSO_WORDS = frozenset(
    """
    ade ali alpha ama amber angel ann april art asia august austin ava bailey baker basil bea bill blessing
    bob bobby brandy bravo brook brooke carol carolina carter charity charlie chase chelsea chika china chip
    christian christmas chuck clay cliff cole colt constance crystal daisy dale dallas dawn dean dele dell
    delta derby desta devi don dot drew duke earl ebo echo elena esi eve faith felicity fern florence frank
    friday gene george georgia gill ginger glen glenn golf grace grant guy hanna hari harmony harry hazel
    heather holly hong hope hotel houston hunter ike iman india ion iona iris isla israel ivy jack jade jay
    jersey jet jordan josh joy juliet jun june kay kent kilo kishan kit lance lane lech lei leigh lena li
    lily lima lincoln lloyd london long lucky mac mae major malik man marina mark marsh mason max may melody
    mercy mike milan miles miller mona musa na nana noel noor norm norman obi ola olive oscar paige papa
    paris parker pat patience pearl peg penny percy pierce ping poppy precious prem price prince prudence
    quebec quest raj rana ray reed reg rex rich river rob robin rod romeo rose rosemary ross rowan ruby
    rusty sade sage saint sally sami sandy sasha savannah severn sherry sierra skip sky skye sola star
    sterling stew stone sue summer sunday sunny sydney tango tao temi tiffany tope tor trent trinity troy
    tyne uche uniform van verity vic victor victoria virginia wade warren wayne west whiskey will win wood
    wren yang yankee yi yu zaman zulu
    """.split()
)
SURNAMES = frozenset(
    """
    abbott abdi abdullah acheampong adams adamson addo adebayo adeleke adewale adeyemi afolabi agarwal
    agyeman ahmad ahmed ainsworth aitken akhtar akintola akram alam aldridge alexander ali allan allen
    allison amin amoah anderson andrews ansah ansari antoniou anwar appiah archer armitage armstrong arnold
    arora arshad asante ashby ashton ashworth asif aslam atkins atkinson atta austin awan ayres aziz
    babatunde bailey bains baird bajwa baker ball ballard balmer balogun bamford bancroft banerjee banks
    bannister barber barclay barker barlow barnard barnes barnett baron barr barrett barron barry bartlett
    barton bashir basra bassett bates batra batten baxter beattie beaumont beck beckett begum bell bello
    bennett benson bentley bernard berry bevan bhatia bhatt bhattacharya bibi birch bird bishop black
    blackburn blackman blackwell blair blake bloggs boateng boden bolton bond booth bose boswell botham
    bowen bower bowers bowles bowman boyce boyd boyle bradley bradshaw brady braithwaite bray brennan brewer
    bridges briggs bright bristow britton broadbent brooke brookes brooks brown browne bruce bryan bryant
    buchanan buckley bull bullock burgess burke burnett burns burrows burton bush butcher butler butt byrne
    cairns caldwell callaghan cameron campbell cannon carey carlin carpenter carr carroll carson carter
    cartwright carver casey cassidy castle cavanagh chadwick chahal chamberlain chambers chan chana chandler
    chandra chaplin chapman charles charlton chaudhary chaudhry chauhan cheema chen cheng cheung chopra
    choudhury chowdhury christie chukwu chung clancy clark clarke clarkson clay clayton clegg clements
    clifford coates cochrane cole coleman coles coll collier collins connell connolly connor conroy conway
    cook cooke cooper copeland corbett corcoran cotton coulson cousins cowan cowell cox craig crane craven
    crawford crawley croft crook crosby cross crowe crowley crowther cullen cummings cunningham curran
    currie curtis dale dalton daly daniel daniels darby das davey davidson davies davis davison dawson day
    deacon dean dempsey denham dennis denton desai devine devlin dhaliwal dhillon diallo dias dickinson
    dickson diop dixon docherty dodd dodds doherty dolan donaldson donnelly donovan doran dosanjh dougherty
    douglas dowling downing doyle drake draper drew driscoll drummond dubois duffy duggan duncan dunlop dunn
    dunne durrant dutton dyer eastwood eaton edge edmonds edwards eke elliott ellis ellison emmanuel english
    essien evans everett eze fagan fairclough farah farmer farooq farrell farrow faulkner fearn fenton
    fenwick ferguson fernandes fernandez field fielding finch findlay finlay finn fisher fitzgerald
    fitzpatrick flanagan fleming fletcher flood flower flynn foley forbes ford foreman forrest forster
    forsyth foster fowler fox foy francis franklin fraser freeman french frost fry fuller fulton furness
    gallagher galloway gamble garcia gardiner gardner garner garrett garside gaunt gautam george georgiou
    gibbons gibbs gibson gilbert giles gill gillespie gilmour gleave glover goddard godfrey gomez gonzalez
    goodman goodwin gordon goswami gough gould graham grainger grant graves gray grayson greaves green
    greenhalgh greenwood gregory grewal grey grierson griffin griffith griffiths grimes grimshaw groves gunn
    gupta haddad hadley haigh hale hales hall hallam halliday hamilton hammond hampton hancock hanif hanlon
    hanna hannah hansen hanson haque harding hardy hargreaves harkin harle harley harman harper harrington
    harris harrison hart hartley harvey hasan haslam hassan hastings hawkins hayes haynes hayward haywood
    healy heath hemmings henderson hendry henry henshaw hepburn herbert hewitt hibbert hickman hicks higgins
    higginson hill hilton hines hirst hobbs hobson hodge hodges hodgson hodson hogan holden holder holland
    holloway holmes holt hood hooper hope hopkins hopper horne horton hosseini houghton houston howard
    howarth howe howell howells hubbard hudson huggins hughes humphrey humphreys hunt hunter huntley hurst
    hussain hussein hutchinson hutchison hyde ibrahim idowu ingham ingram innes iqbal irving ismail ivanov
    jabbar jackson jacobs jalloh james jameson jamieson jarvis javed jefferson jeffrey jeffries jenkins
    jenkinson jennings johal johns johnson johnston johnstone jones jordan joseph joshi joyce kaba kamara
    kane kang kapoor kaur kay kaya kean kearney keating keegan keeling keen kelleher keller kelly kemp
    kendall kennedy kenny kent kenyon kerr kershaw khalid khan khanna khatun kidd kiely kilmartin king kirby
    kirk kirkpatrick kitson knight knott knowles knox kone kowalczyk kowalska kowalski krawczyk krishnan
    kumar kwarteng lal lamb lambert lancaster lane lang larkin lau law lawal lawrence lawson leach leary
    ledger lee leigh lennon leonard leslie lester lewandowska lewandowski lewis lindsay lister little
    livingstone lloyd locke lockwood logan lomax long longstaff lopez lord lowe lowry lucas ludlow lynch
    lyons macdonald macgregor mackay mackenzie mackie mackintosh maclean macleod macmillan macpherson madden
    maguire maher mahmood mahmoud mahmud malik mann manning mansfield mansoor marchant markham marlowe
    marriott marsden marsh marshall martin martinez mason masood massey masters matharu mathers mathews
    mathur matthews maxwell may mayer maynard mbeki mcbride mead meadows meehan mehmood mehta mellor
    melville menon mensah mercer meredith merritt metcalfe miah middleton milburn miles millar miller mills
    milne milner minhas mir mirza mishra mistry mitchell moffat mohamed mohammed molloy monaghan montgomery
    moody moon moore moran moreno morgan morley morris morrison morrow mortimer morton moses moss mottram
    moyo muir mukherjee mullen mulligan munro murphy murray musa mustafa myers nadeem naidoo nair napier
    nash naylor ndlovu neal neville newell newman newton ng ngo nguyen nicholas nicholls nicholson nicolson
    nixon noble nolan norman norris north norton nowak nwosu oakley obi odonnell ofori ogden ogunleye ojo
    okafor okeke okonkwo okoro okoye oladipo oldham oliver olsen omar oneill onyango orr osborne osei osman
    otieno owen owens owusu oyelaran padgett page painter palmer pandey paranjape park parker parkes parkin
    parkinson parks parmar parr parry parsons parveen patel paterson pathak patterson pattison paul payne
    peacock pearce pearson pemberton pender penfold pennington pereira perera perez perkins perry peters
    petersen phillips philpott pickering pierce pike pillai piper pitt platt pollard poole pope popescu
    porter potter potts powell power prasad pratt prentice prescott preston price prince pritchard proctor
    prosser pryce pugh purcell quigley quinn qureshi rafiq rahman rai raja rajan ramachandran raman
    ramaswamy ramirez ramos ramsay ramsey rana randall randhawa rankin rao rashid ratcliffe rauf ravenscroft
    rawat rawlings ray raza read reddy redfern redmond reece reed rees reeve reeves rehman reid reilly
    renshaw reynolds rhodes rice rich richards richardson riches riddell ridley rigby riley ritchie roach
    robbins roberts robertson robins robinson robson roche rodgers rodrigues rodriguez rogers rooney roper
    rose ross rossi rothwell rowe rowland rowlands rowley roy rudd ruddock rushton russell rutherford ryan
    sadiq saeed sahota saini saleem salisbury salmon salter sampson samuel samuels sanchez sanders sanderson
    sandhu santos saunders savage savvides sawyer sayed schmidt scott seddon sehgal sekhon sellers sen sesay
    sethi sewell seymour shah shaheen shaikh sharif sharma sharp sharpe sharples shaw shea sheikh shelton
    shepherd sheppard sheridan sherman sherwood shields short siddique siddiqui sidhu silva sim simmonds
    simmons simms simon simons simpson sims sinclair singh singleton sinha skinner slater sloan small smart
    smith smithson smyth snow sodhi soni sood sousa southern souza sparks spencer spooner squires srinivasan
    stafford stanley stanton stark steel steele stephens stephenson stevens stevenson steward stewart
    stirling stokes stone storey stott strickland strong stuart subramanian sullivan summers sutcliffe
    sutherland sutton swain swan sweeney swift sykes sylla symonds szabo szymanski tait talbot tandon tang
    tanner tate tattersall taylor teague temple tennant terry thakur thapa thatcher thomas thompson thomson
    thorne thornton thorpe thwaites tierney tiwari todd tomlinson toure townsend tracey traore travers
    treacy trivedi tucker turnbull turner turton twigg tyler tyson uddin ullah underhill underwood unwin
    upadhyay upton usman vance vargas varghese varma vaughan verma vickers villiers vincent vora wade wagner
    wainwright waite wakefield walden walker wall wallace waller wallis walsh walter walters walton wang
    ward wardle warner warren waterhouse waters watkins watson watt watts weaver webb webber webster weeks
    welch wells welsh west weston whalley wharton wheatley wheeler whelan white whitehead whitehouse
    whitfield whiting whitlock whitmore whittaker whittle wiggins wilcox wilde wilkes wilkins wilkinson
    wilks williams williamson willis willoughby wills wilson winstanley winter winters wisniewski wojcik
    wolfe wong wood woodcock woodhouse woods woodward woolley worrall worthington wozniak wright wu wyatt
    yadav yang yates yeates yeo yeomans young younis yousaf yusuf yusufzai zaman zhang zhou zielinska
    zielinski
    """.split()
)
