"""Short and familiar forms of given names, English and Spanish, and spellings that sound the same: data for likeness.

Written from general knowledge, not taken over from a list. Each line has a full name, then its other forms. A form may
stand on several lines ("Alex"); two full names never count as one because they share a form. Everything is without
accents and capitals. Full names of two words ("josemaria") are written as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

ENGLISH = """
abigail: abby abbie gail
abraham: abe bram
adeline: addie ada
albert: al bert bertie
alexander: alex al alec sandy xander lex sasha
alexandra: alex sandra sandy lexi alexa
alfred: al fred freddie alf
allison: ali allie
amanda: mandy
andrew: andy drew
angela: angie
ann: annie nan
annette: annie nettie
anthony: tony
antoinette: toni nettie
antonia: toni
arthur: art artie
augustus: gus augie
barbara: barb barbie babs bobbie
bartholomew: bart
beatrice: bea bee trixie
benjamin: ben benny benji
bernard: bernie barney
bernadette: bernie
bernice: bernie
beverly: bev
bradley: brad
bridget: biddy bridie
calvin: cal
cameron: cam
carolyn: carol carrie lynn
caroline: carol carrie
cassandra: cassie sandra cass
catherine: cathy cate cat cathie kate kathy katie kay kitty kat katherine kathryn cathryn kathleen
cecilia: celia cissy
charles: charlie charley chuck chas chip chaz
charlotte: lottie charlie
christian: chris
christina: chris chrissy tina christie kristina kris
christine: chris chrissy tina christie kristine kris
christopher: chris kit topher kris
clifford: cliff
clifton: cliff clif
clinton: clint
constance: connie
cornelius: neil
cynthia: cindy cyndi
daniel: dan danny
danielle: dani danny
david: dave davey davy
deborah: deb debbie debby debra
delores: dee lola
denise: dee
dennis: denny
dolores: dee lola
dominic: dom nick
donald: don donnie donny
dorothy: dot dottie dolly dottie dodie
douglas: doug
edgar: ed eddie
edmund: ed eddie ned
edward: ed eddie ned ted teddy
edwin: ed eddie
eleanor: ellie nell nora nellie elle
elijah: eli
elizabeth: liz beth betty betsy lizzie eliza libby bess bessie liza lisa betsey bettie elisabeth
ellen: nell nellie ellie
emily: em emmy
emma: em emmy
ernest: ernie
esther: essie hettie
eugene: gene
evelyn: evie
ezekiel: zeke
florence: flo flossie
frances: fran frannie fannie francie
francis: frank fran frankie
franklin: frank frankie
frederick: fred freddie freddy rick fritz
gabriel: gabe
gabrielle: gabby
genevieve: jenny gen
geoffrey: geoff jeff jeffrey
george: georgie
gerald: gerry jerry
geraldine: gerry jerry
gertrude: gertie trudy
gilbert: gil bert
gloria: glo
gregory: greg gregg
gwendolyn: gwen wendy
harold: hal harry
harriet: hattie hatty
harrison: harry
helen: nell nellie
henrietta: etta hattie hettie
henry: hank harry hal
herbert: herb bert
howard: howie
hubert: bert
isaac: ike
isabella: bella izzy belle isabel
isaiah: ike zay
jackson: jack
jacob: jake
jacqueline: jackie
james: jim jimmy jimmie jamie jas jem
janet: jan
janice: jan
jasmine: jazz jas
jean: jeannie
jeffrey: jeff
jennifer: jen jenny jenn jennie
jeremiah: jerry
jerome: jerry
jessica: jess jessie
jessie: jess
joanna: jo joanne joann
joann: jo joanne
john: jack johnny johnnie jon
jonathan: jon jonny johnny johnathan
joseph: joe joey jody
josephine: josie jo
joshua: josh
joyce: joy
judith: judy judi
julia: julie jules
kathleen: kathy kate katie kay
katherine: kathy kate katie kay kat kitty kathryn katharine
kenneth: ken kenny
kimberly: kim kimmie
lakeisha: keisha
latasha: tasha
latisha: tisha
latoya: toya
lawrence: larry lars laurie
leonard: len lenny leo
leonardo: leo
leroy: roy lee
leslie: les
lester: les
lewis: lew lou
lillian: lily lil lillie
linda: lin lindy
louis: lou louie lewis
louise: lou lulu
lucille: lucy lou
lucinda: cindy lucy
lydia: liddy
madeline: maddie
marcus: mark marc
margaret: maggie meg peggy peg margie marge greta daisy rita margo madge mamie
marilyn: lynn mary
marjorie: marge margie
martha: marty mattie
martin: marty
mary: mae mamie molly polly may
matilda: tilly mattie
matthew: matt matty
maurice: moe reese
maximilian: max
melissa: missy mel lissa
melvin: mel
michael: mike mikey mick mickey micky
michelle: shelly shelley chelle
mildred: millie milly
miranda: randi mandy
mitchell: mitch
mohammed: mo
montgomery: monty
nancy: nan
natalie: nat
natasha: tasha
nathan: nate nat
nathaniel: nate nat nathan than
nicholas: nick nicky nic
nicole: nicky nikki
norman: norm
olivia: liv livvy
oliver: ollie
pamela: pam
patricia: pat patty patsy trish tricia patti
patrick: pat paddy rick
penelope: penny
percival: percy
peter: pete
philip: phil pip
phyllis: phyl
priscilla: cilla prissy
prudence: prue
rachel: rae
ralph: ralphie
randall: randy
raymond: ray
rebecca: becky becca
reginald: reggie reg
regina: gina
richard: rick dick rich ricky richie
robert: bob bobby rob robbie bert robby bobbie
roberta: bobbie
roderick: rod rick
rodney: rod
roger: rodge
roland: rollie
ronald: ron ronnie ronny
roosevelt: rosie
rosemary: rose rosie
russell: russ rusty
ruth: ruthie
samantha: sam sammie
samuel: sam sammy
sandra: sandy sondra
sarah: sally sadie
shirley: shirl
sidney: sid
solomon: sol
sophia: sophie
stanley: stan
stephanie: steph steffi
stephen: steve stevie steven stephan
susan: sue susie suzy
susanna: sue susie anna
suzanne: sue suzy
sylvester: sly
sylvia: syl
tabitha: tabby
tamara: tammy
terrance: terry terrence terence
teresa: terry tess tessa tracy
theresa: terry tess tessa tracy
theodora: dora teddy
theodore: ted teddy theo
thomas: tom tommy thos
timothy: tim timmy
tobias: toby
valerie: val
veronica: ronnie roni
victor: vic
victoria: vicky vicki tori
vincent: vince vinnie vin
viola: vi
virginia: ginny ginger
vivian: viv
walter: walt wally
wesley: wes
wilbert: will bert
wilhelmina: mina willie billie
willard: will bill
william: bill billy will willie liam wm willy billie
winifred: winnie freddie
zachariah: zach zack
zachary: zach zack zachery zackery zackary
"""

SPANISH = """
adelaida: lala ade
adriana: adri
agustin: tin
alberto: beto al
alejandra: ale alex sandra jandra
alejandro: ale alex jandro
alfonso: poncho fonso
alfredo: fredo fredy freddy
alicia: licha ali
amelia: meli
anamaria: anita
andrea: andy
andres: andy
angel: angelito
angelica: angie
antonia: tona tonia
antonio: tono tony nino
araceli: cheli celi
armando: mando
arturo: turo
aurelio: yeyo
beatriz: bety betty bea
bernardo: nardo
candelaria: candy
carlos: charlie charly carlitos
carlota: lota
carolina: caro
catalina: cata lina
cecilia: ceci chila
celestino: tino
concepcion: concha conchita concho
consuelo: chelo
cristian: cris
cristina: cris tina
cristobal: cris
daniel: dani danny
daniela: dani
david: davi
diego: dieguito
dolores: lola lolita loli
domingo: mingo
eduardo: lalo edu eddie eddy
elena: nena lena
elizabeth: eli liz bety
emilia: mili emi
emiliano: emi
enrique: quique kike
ernesto: neto
esperanza: espe
esteban: teban
estela: telita
eugenia: gena
federico: fede fico lico
felipe: pipe
fernanda: fer nanda
fernando: nando fer
francisca: paca pancha panchita paquita
francisco: pancho paco pacho frank kiko quico fco chico franco paquito panchito
gabriel: gabo gabi
gabriela: gaby gabi
gerardo: jerry gera
gilberto: beto gil
gonzalo: chalo
graciela: chela grace
gregorio: goyo
guadalupe: lupe lupita gpe pita lupillo
guillermina: mina
guillermo: memo guille billy
gustavo: gus tavo
heriberto: beto
hector: tito
hilario: layo
hortensia: tencha
humberto: beto
ignacia: nacha
ignacio: nacho
inmaculada: inma
isabel: chabela chavela isa chabe
isidro: chilo
ismael: isma
jacobo: coby
jaime: jimmy
javier: javi
jesus: chuy chucho jesse chus
jesusa: chuyita chucha
jorge: george coque
jose: pepe joe che chepe pepito joey
josefa: pepa chepa fina
josefina: pepa fina josie chepina
joaquin: quino
joseluis: joselo
josemaria: chema
josemanuel: chema
juan: johnny juanito john
juana: juanita
juancarlos: juanca
juanmanuel: juanma
julian: juli
laura: lala laurita
leonardo: leo nardo
leopoldo: polo
leticia: lety leti
lorenzo: lencho
lourdes: lulu
lucia: lucy luci chia
luis: lucho louie
luzmaria: luzma
magdalena: magda lena
manuel: manny manolo meno manu
manuela: manola
marcelino: chelino
marcos: marcus
margarita: mago margo rita maggie
maria: mari ma mary marie maruca marita
mariacarmen: mamen maricarmen
mariadelcarmen: maricarmen mamen
mariaelena: malena
mariafernanda: mafer
mariaisabel: maribel marisa
mariajose: majo
marialuisa: marilu malu
mariateresa: maite mayte
mario: mayito
mateo: teo
mauricio: mau
maximiliano: max maxi
mercedes: meche merche
miguel: mike migue
miguelangel: migue
moises: moy
monica: moni
natalia: naty nati
nicolas: nico nick
octavio: tavo
olivia: oli
pablo: pablito
patricia: paty pati tricia
pedro: perico pete
petra: petrita
rafael: rafa
rafaela: rafa
ramon: moncho mon
raul: rulo
raymundo: mundo ray
refugio: cuca cuco
reynaldo: rey naldo
ricardo: rick richie ricky ricky richi cardo
roberto: beto bob bobby robert tito
rocio: chio
rodolfo: rudy fito
rodrigo: rod rigo
rogelio: roge rogel
rosalia: rosa
rosalinda: rosa
rosario: chayo charo
salvador: chava chavo sal
sandra: sandy
santiago: santi chago diego tiago
sebastian: sebas seba
sergio: checo
silvia: silvi
socorro: coco coyo
sofia: sofi
susana: susi susy
teresa: tere teresita tete
timoteo: teo
tomas: tommy tomy
trinidad: trini
valentina: vale
vanessa: vane
veronica: vero
vicente: chente
victoria: vicky tori
victor: vic vito
virginia: vicky gina
yolanda: yoli yola
"""

SPELLINGS = """
sean: shawn shaun
jeffrey: geoffrey jeffery
catherine: katherine kathryn cathryn katharine
alisha: alicia alecia
alejandro: alexandro
aleksandr: oleksandr alexander aleksander
deshawn: deshaun dashawn
dwayne: duane dewayne
ekaterina: katerina kateryna
erik: eric erick
georgios: giorgos yorgos
isabel: ysabel isabelle
jaquan: jaquon
kayla: kaila cayla
leroy: leeroy
neil: neal niel
rachel: rachael
rocio: rosio
stuart: stewart
tanisha: tenisha taneisha
xiao: hsiao
"""


def _forms() -> Mapping[str, frozenset[str]]:
    """Each form → the full names for which it stands."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in (ENGLISH + SPANISH + SPELLINGS).split("\n"):
        full, _, forms = line.partition(":")
        for form in forms.split():
            found[form].add(full)
    return {form: frozenset(full) for form, full in found.items()}


FULL_NAMES: Mapping[str, frozenset[str]] = _forms()
"""Each short form → the full names for which it stands: "beto" → alberto, gilberto, heriberto, humberto, roberto."""


def _related() -> Mapping[str, frozenset[str]]:
    by_full: defaultdict[str, set[str]] = defaultdict(set)
    for form, full_names in FULL_NAMES.items():
        for full in full_names:
            by_full[full].add(form)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for full, forms in by_full.items():
        for word in (full, *forms):
            found[word] |= {full, *forms} - {word}
    return {word: frozenset(others) for word, others in found.items()}


RELATED: Mapping[str, frozenset[str]] = _related()
"""Each name → its forms, its full names, and the other forms of these. Holds both ways; not handed on any further."""
