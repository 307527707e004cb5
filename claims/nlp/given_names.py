"""Frequent given names by sex, in plain form: to tell a person from a company, and whom "he" or "she" cannot mean.

A name that is not here, or that both sexes bear, tells nothing of the sex.
"""

from __future__ import annotations

_MALE = """
aaron abdi abdul abdulaziz abdullah abel abraham abu achim adam adama adamu adel adolfo adrian agustin ahmad ahmed aki
alain alan alassane albert alberto alec alejandro aleksander aleksandr alemayehu alexander alexandre alexei alfonso
alfred alfredo alhaji ali alioune allan allen alois alvaro amadou amar amir amr anand anatol anatoly anders andre
andreas andrei andres andrew andris andrzej aneurin angelo angus anil ansel anselm anselme ante anthony antoine anton
antonio antony antti anwar archie arif arjun armando arne arnold aron arthur arturo arun arvid arvo ashok ashraf asif
attila augusto aurelien axel aziz babacar babajide bakary barack baraka barnaby barry bashir basil bassam bastien baz
bela ben benedikt benito benjamin benoit bernard bernardo bertil bill bjarne bjorn bob bogdan boguslaw bojan bongani
boris boubacar brad brandon branko brendan brett brian bruce bruno bryan caoimhin carl carlo carlos carsten casper
cathal cesar chad charles cheick cheikh chen chester chidi chinedu christian christoph christophe christopher chuck
ciaran claudio claus colan colin colm conor cormac cosmin craig cristian csaba curtis cuthbert cyril cyrille dafydd
dag daisuke damian damir daniel danilo danny darijan dario dariusz darko dave david dean declan deepak dejan denis
deniz dennis denzil derek dermot desmond diarmuid diego dieter dietmar dimitri dinesh dirk dmitri dmitry domenico
dominic donal donald doug douglas dragan dragos driss duncan dusan dwight dylan eamon earl edgar edmond edmund eduard
eduardo edward edwin einar einars eirik elias elliott emeka emil emilio emlyn emmanuel emre emrys emyr enrique enzo
eoin ercan eric erik erkki erling ernest ernesto ernst esteban etienne eugene evan evander fabian fabio fadi faisal
farhan farid farrokh faruk federico felipe felix ferdinand fergal fergus fernando finn fintan fouad francesco
francisco francois franjo frank franklin franz fred frederick fredrick fredrik friedrich fritz fuad gabor gabriel gael
ganesh gareth gary gaspard gavin gennady geoff geoffrey george georges gerald gerard gerardo gerhard gethin ghassan
giancarlo gianni gilbert giles gilles gino gintaras giorgio giovanni giuseppe glenn godfrey gonzalo gopal goran gordon
graham greg gregor gregory gruff guido guillaume guillermo gunnar gunter gustaf gustavo guy habib haider hakan hakim
hamid hamish hamza hannes hans harald harold harry haruto harvey hasan hassan hatem hector heinrich heinz helmut hemi
henning henri henrik henry herbert herman herve hicham hideo hiroshi hisham hristo hubert hugh hugo hugues humphrey
hussein hywel ian ibrahim ibrahima idris idrissa ieuan ifan ignacio igor ilham iliya imran imre iolo iosefa ishaan
ismail istvan iulian ivan ivo iwan jaan jabu jacek jack jacob jacques jago jaime jair jake jakob jalal jamal james
janez janis janos jared jarek jarkko jarlath jaromir jason jasper javier jeff jeffrey jens jeppe jeremy jerome jerry
jerzy jesus jiho jim jimmy jiri joachim joao joaquin joe joel johan johann john jomo jonas jonathan joost jorge jorgen
jory jose josef josep joseph joshua josip jozef juan juhani jukka julian julio jurgen jurgis juris justin jusuf kaan
kaarel kacper kamal kamau kamil karel karim karl kashif kazimierz keith kelechi kemal ken kenan kenji kenneth kenta
kestutis kevin khaled khalid kiril klaas klaus knut kodjo kofi kojo konstantin kristian kristof kurt kwabena kwaku
kwame kwesi kyle lachlan lakshman lamine larry lars laszlo laurent lawrence leif leo leon leonard leonardo leonid
leopold leopoldo levan lewis liam lionel lloyd lorcan lorenzo lothar louis lubomir lubos luc luca lucas luciano
ludovic luigi luis luiz luka lukas luke maciej magne magnus mahamat mahmoud malcolm malik mamadou mandla manfred manoa
manoj mansour manuel manus marc marcel marcelo marcin marco marcos marcus marek mariano mario marius mark marko markus
marlon martin marvin massimo mate mateo mathias mathieu matt matteo matthew matthias matti maurice mauricio max maxime
maximilian mazen mehdi mehmet meles merrick michael michel miguel mihai mihkel mikael mike mikhail miklos milan miles
milo milorad milos mindaugas minh mircea miroslav mitchell mladen mohamed mohammad mohammed mohan moises montague
mordechai moritz mortimer moussa moustapha muhammad mukesh murat musa mustafa mwangi nabil nader naftali nasser nathan
nathaniel naveed naveen ned neil nelson nenad nestor nguyen nicholas nicolas nicolay niels nigel nikolai nikolas nils
nitin noah norbert norman nuno obinna octavio oisin olaf oleg oliver olivier olu oluwaseun omar omer orlando oscar
oskar oskari osman ossian otieno otto ousmane ousseynou owain owen pablo padraig paolo pascal patricio patrick patrik
paul pavel pawel pedro pekka peppino per percy perran petar pete peter petko petr petter phil philip philippe piaras
pierre pieter pietro piotr piran pradeep prakash pranab priit quentin rachid radek radoslav radu rafael rafiq
raghunath rahul raimund raj rajeev rajesh rajiv ralph ramesh rami ramon ramzi randall randy rashid rasmus ratu raul
ravi ravindra ray raymond recep refik reginald rein reinhard renato rene reza rhodri rhys ricardo riccardo richard
rick rifat rikard rob robert roberto roderick rodolfo rodrigo roger rogier rohit roland rolf roman romeo ron ronald
rory ross roy ruairi ruaridh ruben rudolf rudy rupert russell rustam ruud ryan ryszard sadiq saeed saif sajid salah
salim salman salvador salvatore samir samuel sandeep sanjay sanjiv santiago sasa satoshi saul scott seamus sean
sebastian segun sekou selim semisi senan serge sergei sergey sergio serhiy serikbol seth seydou shahid shakil shane
shankar shaun shigeru shinzo sigurd silas simeon simon sindre sione sipho slobodan somchai soren sota stanislav
stanley stefan stefano stefanos stein stelios sten stephen steve steven stig stipe stuart sudhir suleiman sungmin
sunil suresh sven sylvester szymon tadeusz tadhg taha takashi takeshi tamas tamer tane tanvir tarek tariq taro tauri
tavish tayyip ted teemu teilo tendai terence tevita thabiso thabo themba theo theodore theodoros thierry thomas tibor
tim timo timothy tinashe tobias todd todor tom tomas tomasz tomislav tommy tomos tony tor torbjorn torquil torsten
toshio travis trevor tristan trond tsvetan tudur tunde tyler ugo uldis ulysses umar urs uwe vaclav valdis valentin
valery vasil vasily vegard venkat vernon vicente victor vijay vikram viktor vincent vincenzo vinod viorel vitaly vito
vivek vlad vladimir vladislav vlado volodymyr vytautas wael waleed walter warren wayne werner wessel wilfred wilhelm
will william willie wim winston wiremu wissam wojciech wolfgang wouter xavier yaakov yair yann yannick yaser yasin
yasser yaw yiannis yitzhak yosef yoshihide younes yousef youssef yuri yusuf yuto yves zachary zafar zahid zbigniew
zdenek zeljko zhiyuan ziad zlatko zoltan zoran zsolt
"""

_FEMALE = """
aase abena abigail achieng ada adaeze adela adele aditi adriana adwoa agatha agnes agnieszka aicha aida aiko aine
ainhoa aino aisha aisling aissatou akiko akinyi akosua alannah alba alejandra aleksandra alena alessandra alexandra
alexia alice alicia alina alison aliya allison alma ama amaia amanda amara amber amelia amelie amina amira amy ana
anabel anahera anastasia anastasiya aneta ange angela angelica angelina angharad anisa anita anja anjali anke anna
annalena anne anneke anneli annelies annette annie anouk antonia anu anya aoife araceli ariana aroha asha assumpta
asta astou astrid atieno audrey aune aurelie awa ayesha azadeh barbara barbora beata beatrice beatrix beatriz becky
belen berit bernadette bessie beth bethan betty beverly biljana birgit birgitta birgitte birthe bisi blanca blathnaid
boglarka bozena branka branwen brenda brid bridget brigid brigitte britt brittany bronagh bronwen bruna camila camilla
caoimhe carla carlota carmen carola carolina caroline carolyn carys catalina catherine cathy catrin cecile cecilia
celia celine ceri chantal charlotte cheryl chiamaka chiara chioma chloe christiane christina christine ciara cindy
claire clara clarisse claudia cliona colleen concepcion constance consuelo cordelia corinne cornelia cosima courtney
cristina cynthia dagmar daisy dalal dalia daniela danielle danuta daphne debbie deborah deepa deirdre delia delphine
demelza denise dervla desislava devika dewi diana diane dilma dilys dina dolores donna dora doris dorota dorothea
dorothy dragana eabha edith edna eeva efua egle eileen eilidh eimear elaine eleanor elena elif elin elisa elisabeth
eliza elizabeth elke ella ellen ellinor elodie eloise elowen elsa elspeth eluned elvira elzbieta emily emine emma enid
erica erin esi esmeralda esperanza estela ester esther eszter eugenia eunice eunji eva evelyn ewa fabienne fadwa fanny
farah farida fatima fatma fatou fatoumata federica felicia femke fernanda ffion filipa fiona fionnuala florence
floriane folake folasade frances francesca frederique freya frida friederike gabriela gabriella gabrielle gail gaynor
gemma genevieve georgina geraldine gerda gertrud gertrude ghada giada gina giorgia giovanna gisela gitte giulia gladys
glenys gloria grace graciela grainne grazyna greet greta griet gro guadalupe gudny gudrun gulnara gunnhild guro gwen
gwendoline gwenllian gwyneth hadeel hana hanan hanna hannah hanne hanneke hannelore harriet haruka hatice hayley
heather heba hedda heidi heike helen helena helene helga hiba hilary hilda hilde hildur hillary hinemoa huda ida
ifeoma ilaisaane ilaria ildiko ilse ilze iman imelda ineke ines inge ingeborg ingrid ioana irene irina iris irma
isabel isabella isabelle iseult isha isla isolde iva ivana ivonne ivy jacinda jacqueline jadwiga jana jane janet
janice jeanne jelena jenna jennifer jenny jessica jill joan joanna johanna jolanda jolanta jorun josefina josephine
joyce juana judit judith julia juliana julie juliet justine jutta jytte kadiatou kadija kaisa kaja kamala kamila karen
karin karina karla karolina katalin katarina katarzyna kate katerina katharina katherine kathleen kathryn kathy katie
katja katrin katrine kavita kayla keiko kerensa kerstin khadija khady kimberly kirsi kirsten klara kristalina kristen
kristie kristin kristina krystyna ksenia laerke laila lakshmi lamia latifa laura lauren lavinia lea leah leela leila
lena lene leonie leonor leticia leyla lidia lieke liesel lieselotte lieu liga liis liliana lillian lily linda lindiwe
linh lisa lise liv liz ljiljana ljubica lorena loretta lorraine losaline lotte louisa louise lourdes lowenna lubna
lucia lucie lucija lucy ludmila luisa luiza lulwa lydia lynn maarja mabel madeleine maeve magdalena maha maiken
mairead mairi maja malgorzata malin mame manuela marcela mared margaret margarita margot marguerite mari maria mariam
mariama mariana marie marieke marietta marija marijke marilyn marina marisol marit maritza marjan marjorie marketa
marlene marlies marta martha martina mary mathilde matilda maura maureen maya meenakshi meera megan meinir melanie
melinda melissa menna mercedes mereana meredith mererid meryem mette michele michelle mihaela mila milagros mildred
milena milica mina minji minnie mira miranda miriam mirjam mirjana moira molly mona monica monika monique morag morwen
morwenna muriel myfanwy myrtle nabila nadezhda nadia nadine nafissatou naima najat nancy nandi naomi natalia natalie
nataliya natasha nathalie nayla ndeye neha nell nerys ngozi nia niamh nicole nicoletta nikoletta nina ninette njeri
nneka noelia nokuthula nomsa noor nora noreen norma noura nuala nuria nyambura odette odile oksana olena olga olivia
olya oonagh orla orlaith ottilie oumou pamela paola patricia paula pauline penelope penny pernille petra phyllis pia
pilar pilvi pooja priscilla priya priyanka prudence putri rachel radka ragna ragnheidur ragnhild raja raluca ramona
rania raquel rasa raushan rebeca rebecca reem reema regina rekha renata renate renee rhea rhian rhiannon rhona riitta
rima rita roberta rocio roisin rosa rosalia rosalind rosamund rosario rosemary roxana roza ruta rutendo ruth sabine
sabrina sadia safiya saima sakura sally salma salote samantha samira sana sanae sandra sania sanna sanne saoirse sara
sarah sarita saskia selma seonaid shabnam shaikha sharon sheila shirin shirley shobha shona sian signe sigrid sigridur
sigrun siiri silvia simona sinead siobhan sioned siti siwan smita sneha snezana sofia sofie solenne solveig sonia
sonja sophia sophie sorcha soyeon stefania stefanie steinunn stella stephanie sunita sunitha suraya susan susana
susanne sushma suzanne svenja svetlana sylvia sylvie tabitha talitha tamar tamara tamsin tania tanya tarja tatiana
tatyana tegwen teresa tereza tessa thandeka thandi thandiwe thea thelma theodora theresa thora thuy tiffany tina
tineke tomoko tove trine tuula ulrike una ursula urszula usha ute valentina valeria valerie vanda vanessa vera verity
veronica veronika vesna victoria vigdis viktoria violeta virginia vivian wafa wambui wanda wangari wanjiku wanjiru
wendy wilhelmina wilma winifred xiomara xiuying xochitl yaa yael yasmin yetunde yoko yolanda yuko yulia yuliya yumi
yvette yvonne zahra zainab zelda zeynep zineb zita zoe zofia zoraida zsofia zsuzsa zuzana
"""

_EITHER = """
alex alexis amal andrea ashley carol casey chris claude dana dominique francis jamie jan jean jocelyn jordan kerry kim
kiran laurence lee leslie lindsay marian marion morgan nicola nikita pascale pat robin sam sascha sasha shannon simone
taylor terry tracy yuki
"""

_SEX = {
    **dict.fromkeys(_MALE.split(), "m"),
    **dict.fromkeys(_FEMALE.split(), "f"),
    **dict.fromkeys(_EITHER.split(), ""),
}


def sex(name: str) -> str:
    """ "m", "f" or "" for a given name in plain form."""
    return _SEX.get(name, "")


def is_given_name(name: str) -> bool:
    """Whether the plain form is a frequent given name."""
    return name in _SEX
