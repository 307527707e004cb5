"""Frequent given names by sex, in plain form: to tell a person from a company, and whom "he" or "she" cannot mean.

A name that is not here, or that both sexes bear, tells nothing of the sex.
"""

from __future__ import annotations

_MALE = """
aaron abdi abdul abdulaziz abdullah abel abraham abu achim adam adama adamu adel adolfo adrian agustin ahmad ahmed aki
alain alan alassane albert alberto alec alejandro aleksander aleksandr alemayehu alexander alexandre alexei alfonso
alfred alfredo alhaji ali allan allen alvaro amadou amar amir anatoly anders andre andreas andrei andres andrew
andrzej angelo anil ansel anthony antoine anton antonio antony anwar arjun armando arne arnold arthur arturo arun
ashok ashraf asif augusto axel aziz babacar bakary barack barry bashir bassam ben benito benjamin benoit bernard
bernardo bill bjorn bob bogdan bojan boris boubacar brad brandon branko brendan brett brian bruce bruno bryan carl
carlo carlos carsten casper cesar chad charles cheikh chen chester chidi christian christoph christophe christopher
chuck claudio claus colin craig cristian curtis cyril cyrille dag daisuke damian daniel danilo danny dario dariusz
darko dave david dean dejan denis deniz dennis derek diego dieter dimitri dinesh dirk dmitri dmitry domenico dominic
donald doug douglas dragan driss duncan dusan dwight dylan earl edgar edmond edmund eduard eduardo edward edwin einar
eirik elias elliott emeka emilio emmanuel emre enrique enzo ercan eric erik erling ernest ernesto ernst esteban
etienne eugene evan fabian fabio fadi faisal farhan farid faruk federico felipe felix ferdinand fernando finn fouad
francesco francisco francois franjo frank franklin franz fred frederick fredrick fredrik friedrich fritz fuad gabriel
gael ganesh gareth gary gaspard gavin gennady geoff geoffrey george georges gerald gerard gerardo gerhard ghassan
giancarlo gianni gilbert giles gilles gino giorgio giovanni giuseppe glenn gonzalo gopal goran gordon graham greg
gregor gregory guido guillaume guillermo gunnar gunter gustaf gustavo guy habib haider hakan hakim hamid hamza hans
harald harold harry haruto harvey hasan hassan hector heinrich heinz helmut henri henrik henry herbert herman herve
hiroshi hisham hristo hugh hugo hugues hussein ian ibrahim ibrahima idris ignacio igor ilham iliya imran ishaan ismail
istvan ivan ivo jaan jabu jacek jack jacob jacques jaime jair jake jakob jalal jamal james janez janos jared jarek
jaromir jason javier jeff jeffrey jens jeremy jerome jerry jerzy jesus jim jimmy jiri joachim joao joaquin joe joel
johan johann john jomo jonas jonathan jorge jorgen jose josef josep joseph joshua jozef juan juhani jukka julian julio
jurgen justin jusuf kaan kacper kamal kamil karel karim karl kazimierz keith kemal ken kenan kenji kenneth kevin
khaled khalid klaas klaus kofi konstantin kristian kristof kurt kwame kyle lachlan lakshman larry lars laszlo laurent
lawrence leif leo leon leonard leonardo leonid leopoldo levan lewis liam lloyd lorenzo lothar louis lubomir luc luca
lucas luciano ludovic luigi luis luiz luka lukas luke maciej magne magnus mahamat mahmoud malcolm malik mamadou
manfred mansour manuel marc marcel marcelo marcin marco marcos marcus marek mariano mario mark marko markus marlon
martin marvin massimo mateo mathias mathieu matt matteo matthew matthias matti maurice mauricio max maxime maximilian
mehdi mehmet meles merrick michael michel miguel mike mikhail miklos milan milorad milos mircea miroslav mitchell
mladen mohamed mohammad mohammed mohan moises mordechai moritz moussa muhammad mukesh murat mustafa nabil nader
naftali nasser nathan nathaniel naveen neil nelson nenad nestor nicholas nicolas nicolay niels nigel nikolai nikolas
nils noah norbert norman nuno octavio olaf oleg oliver olivier oluwaseun omar omer orlando oscar oskar oskari osman
otto ousmane owen pablo paolo pascal patricio patrick patrik paul pavel pawel pedro pekka peppino per petar pete peter
petr petter phil philip philippe pierre pieter pietro piotr pradeep prakash radek radoslav rafael rafiq rahul raj
rajesh rajiv ralph ramesh ramon ramzi randall randy rashid raul ravi ravindra ray raymond recep refik reinhard renato
rene reza ricardo riccardo richard rick rifat rikard rob robert roberto roderick rodolfo rodrigo roger rogier roland
rolf roman romeo ron ronald ross roy ruben rudolf rudy rupert russell rustam ruud ryan sadiq saeed saif sajid salah
salim salman salvador salvatore samir samuel sandeep sanjay santiago sasa satoshi saul scott sean sebastian selim
serge sergei sergey sergio serhiy seth seydou shahid shakil shane shankar shaun shigeru shinzo simeon simon slobodan
soren sota stanislav stanley stefan stefano stefanos stelios sten stephen steve steven stig stuart sudhir suleiman
sunil suresh sven szymon tadeusz taha takashi tamas tarek tariq taro tayyip ted teemu terence thabo theo theodore
theodoros thierry thomas tibor tim timo timothy tobias todd tom tomas tomasz tomislav tommy tony tor torsten toshio
travis tristan trond tsvetan tyler umar uwe vaclav valentin valery vasil vasily venkat vicente victor vijay vikram
viktor vincent vincenzo vinod vitaly vito vlad vladimir vladislav vlado volodymyr wael waleed walter warren wayne
werner wilhelm will william willie wim winston wojciech wolfgang xavier yaakov yair yann yannick yaser yasin yasser
yiannis yitzhak yosef yoshihide yousef youssef yuri yusuf yves zachary zafar zahid zbigniew zdenek zeljko zoltan zoran
"""

_FEMALE = """
abigail ada adela adele aditi adriana agnes agnieszka aicha aida aiko ainhoa aisha aisling akiko alba alejandra
aleksandra alena alessandra alexandra alexia alice alicia alina alison aliya allison alma amaia amanda amara amber
amelia amelie amina amira amy ana anabel anastasia anastasiya aneta ange angela angelica angelina anisa anita anja
anke anna annalena anne annette annie anouk antonia anu anya araceli ariana asha astou astrid audrey aurelie awa
ayesha azadeh barbara barbora beata beatrice beatriz becky belen berit bernadette beth betty beverly birgit birgitta
bisi blanca boglarka bozena branka brenda bridget brigid brigitte britt brittany bruna camila camilla carla carlota
carmen carola carolina caroline carolyn catalina catherine cathy cecile cecilia celia celine chantal charlotte cheryl
chiamaka chiara chloe christiane christina christine cindy claire clara clarisse claudia colleen concepcion constance
consuelo corinne cornelia cosima courtney cristina cynthia dagmar daisy dalia daniela danielle danuta daphne debbie
deborah deepa delia delphine denise diana diane dilma dina dolores donna dora doris dorota dorothea dorothy dragana
edith eeva eileen elaine eleanor elena elif elin elisa elisabeth eliza elizabeth elke ella ellen ellinor elodie eloise
elsa elvira elzbieta emily emine emma erica erin esmeralda esperanza estela ester esther eszter eugenia eunice eva
evelyn ewa fabienne fadwa fanny farah farida fatima fatma fatoumata federica felicia fernanda fiona florence floriane
frances francesca frederique freya frida gabriela gabriella gabrielle gail gemma genevieve georgina geraldine gerda
gertrude ghada giada gina giorgia giovanna gisela gitte giulia gladys gloria grace graciela grazyna greet greta gro
guadalupe gudrun guro gwen hana hanan hanna hannah harriet hatice hayley heather heba hedda heidi heike helen helena
helene helga hilary hilda hilde hillary huda ida ilse iman imelda ines inge ingeborg ingrid ioana irene irina iris
irma isabel isabella isabelle isha isolde iva ivana ivonne jacinda jacqueline jadwiga jana jane janet janice jeanne
jelena jenna jennifer jenny jessica jill joan joanna johanna jolanta jorun josefina josephine joyce juana judit judith
julia juliana julie juliet justine jutta kadiatou kadija kaja kamala kamila karen karin karina karla karolina katalin
katarina katarzyna kate katerina katharina katherine kathleen kathryn kathy katie katja katrin kayla keiko kerstin
khadija kimberly kirsi kirsten klara kristalina kristen kristie kristin kristina krystyna ksenia laila lakshmi lamia
latifa laura lauren lea leah leila lena lene leonor leticia leyla lidia lieke liliana lillian lily linda lisa lise liv
liz ljiljana lorena loretta lorraine lotte louise lourdes lubna lucia lucie lucija lucy ludmila luisa luiza lydia lynn
madeleine magdalena mairead maja malgorzata malin manuela marcela margaret margarita margot maria mariam mariama
mariana marie marieke marietta marija marijke marilyn marina marisol marit marjan marjorie marketa marlene marlies
marta martha martina mary matilda maureen maya meera megan melanie melinda melissa mercedes meredith meryem mette
michele michelle mila milagros mildred milena mina miranda miriam mirjam mirjana moira molly mona monica monika
monique muriel nabila nadia nadine nafissatou naima najat nancy naomi natalia natalie nataliya natasha nathalie nayla
neha ngozi nicole nicoletta nikoletta nina ninette noelia noor nora norma noura nuria odette odile oksana olena olga
olivia olya oumou pamela paola patricia paula pauline penelope penny petra phyllis pia pilar pilvi pooja priscilla
priya rachel radka raja ramona rania raquel rasa rebeca rebecca reem regina renata renate renee rhea riitta rima rita
roberta rocio rosa rosalia rosario rosemary roxana roza ruta ruth sabine sabrina sadia safiya saima sakura sally salma
samantha samira sana sanae sandra sania sanna sara sarah sarita selma shabnam sharon sheila shirin shirley signe
sigrid siiri silvia sinead siobhan sneha sofia sofie solveig sonia sonja sophia sophie stefania stefanie stella
stephanie sunita suraya susan susana susanne suzanne svenja svetlana sylvia sylvie tamar tamara tania tanya tarja
tatiana tatyana teresa tereza tessa thandi thea theresa tiffany tina tomoko tove trine tuula ulrike ursula urszula
usha valentina valeria valerie vanda vanessa vera veronica veronika vesna victoria vigdis viktoria violeta virginia
vivian wafa wanda wangari wendy xiomara xochitl yael yasmin yoko yolanda yuko yulia yuliya yumi yvette yvonne zahra
zainab zeynep zita zoe zofia zuzana
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
