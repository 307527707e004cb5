"""Frequent given names by sex, in plain form: to tell a person from a company, and whom "he" or "she" cannot mean.

A name that is not here, or that both sexes bear, tells nothing.
"""

from __future__ import annotations

_MALE = """
aaron abdul abdullah abel abraham adam adamu adolfo adrian agustin ahmad ahmed alain alan albert alberto alec alejandro aleksandr
alex alexander alexandre alexei alfonso alfred alfredo ali allan allen alvaro amir anatoly anders andre andreas andrei andres
andrew andrzej angelo anthony antoine anton antonio antony armando arnold arthur arturo ashraf augusto axel barack barry ben
benjamin benito bernard bernardo bill bob boris brad brandon brendan brett brian bruce bruno bryan carl carlo carlos cesar chad
charles chester chris christian christoph christophe christopher chuck claude claudio colin craig cristian curtis cyril damian
daniel danny dario dave david dean denis dennis derek diego dieter dimitri dmitri dmitry dominic donald doug douglas duncan dwight
dylan earl eduardo edgar edmund eduard edward edwin elias elliott emilio emmanuel enrique eric erik ernest ernesto ernst esteban
eugene evan fabian fabio faisal federico felipe felix ferdinand fernando francesco francis francisco francois frank franklin franz
fred frederick fredrik friedrich fritz gabriel gareth gary gavin geoff geoffrey george georges gerald gerard gerardo gerhard
giancarlo gianni gilbert giorgio giovanni giuseppe glenn gonzalo gordon graham greg gregory guido guillermo gunter gustavo guy hamid
hans harald harold harry harvey hasan hassan hector heinrich helmut henri henrik henry herbert herman hugh hugo hussein ian ibrahim
ignacio igor ivan jack jacob jacques jaime jair jake jakob james jan jared jason javier jean jeff jeffrey jens jeremy jerome jerry
jesus jim jimmy joachim joaquin joe joel johan johann john jonas jonathan jorge jose josef joseph joshua juan julian julio jurgen
justin kamal karl keith ken kenneth kevin khalid klaus konstantin kurt kyle lars larry lawrence lee leo leon leonard leonardo
leonid leopoldo lewis liam lloyd lorenzo lothar louis luc luca lucas luciano luigi luis luiz lukas luke magnus mahmoud malcolm
manfred manuel marc marcel marcelo marco marcos marcus mario mark markus martin marvin mateo mathias matt matteo matthew matthias
maurice mauricio max maxime maximilian mehmet merrick michael michel miguel mike mikhail milan milos mitchell mohamed mohammad
mohammed moritz muhammad mustafa nathan nathaniel neil nelson nestor nicholas nicolas nicolay nigel nikolai nikolas noah norbert
norman octavio olaf oleg oliver olivier omar orlando oscar oskar otto owen pablo paolo pascal patricio patrick paul pavel pedro per
pete peter phil philip philippe pierre pietro rafael rahul raj ralph ramon randall randy raul ravi ray raymond recep reinhard renato
rene ricardo richard rick rob robert roberto rodolfo rodrigo roger roland rolf roman romeo ron ronald ross roy ruben rudolf rudy
rupert russell ryan salvador salvatore sam samuel santiago saul scott sean sebastian sergei sergey sergio seth shane shaun simon
stanley stefan stefano stephen steve steven stuart sven tariq ted terence terry theo theodore thierry thomas tim timothy tobias todd
tom tomas tommy tony travis tristan tyler uwe valentin vicente victor vijay viktor vincent vincenzo vitaly vladimir volodymyr walter
warren wayne werner wilhelm will william willie winston wolfgang xavier yair yann yannick yoshihide yuri yusuf yves zachary
"""

_FEMALE = """
abigail ada adela adele adriana agnes aida aisha alba alejandra alexandra alice alicia alina alison allison alma amanda amber amelia
amina amy ana anastasia andrea angela angelica angelina anita anna annalena anne annette annie antonia april ariana astrid audrey
barbara beatrice beatriz becky belen bernadette beth betty beverly blanca brenda bridget brigitte brittany camila camilla carla
carlota carmen carol carolina caroline carolyn catalina catherine cathy cecilia celia charlotte cheryl chloe christiane christina
christine cindy claire clara claudia colleen concepcion constance consuelo corinne courtney cristina cynthia daisy daniela danielle
deborah debbie delia denise diana diane dolores donna dora doris dorothy edith eileen elaine elena eleanor elisa elisabeth eliza
elizabeth ella ellen eloise elsa elvira emily emma erica erin esmeralda esperanza estela esther eugenia eva evelyn fatima felicia
fernanda fiona florence frances francesca gabriela gabriella gabrielle gail gemma genevieve georgina geraldine gertrude gina giorgia
giovanna giulia gladys gloria grace graciela greta guadalupe gwen hannah harriet hayley heather heidi helen helena helene helga
hilary hillary ida ilse imelda ines ingrid irene irina iris irma isabel isabella isabelle ivana ivonne jacinda jacqueline jane janet
janice jeanne jennifer jenny jessica jill joan joanna jocelyn johanna josefina josephine joyce juana judith julia juliana julie
juliet justine kaja kamala karen karin karina karla kate katharina katherine kathleen kathryn kathy katie katja katrin kayla
kimberly kirsten kristalina kristen kristie kristin kristina laura lauren leah leila lena leonor leticia lidia liliana lillian lily linda
lisa liz lorena loretta lorraine louise lourdes lucia lucie lucy luisa lydia lynn madeleine magdalena manuela marcela margaret
margarita margot maria mariana marie marilyn marina marion marisol marjorie marlene marta martha martina mary matilda maureen maya
megan melanie melinda melissa mercedes meredith michele michelle mila milagros mildred miranda miriam moira molly monica monika
monique muriel nadia nancy naomi natalia natalie natasha nicola nicole nina noelia nora norma nuria odile olga olivia pamela paola
patricia paula pauline penelope penny petra phyllis pilar priscilla rachel ramona raquel rebeca rebecca regina renata renee rita roberta
rocio rosa rosalia rosario rosemary roxana ruth sabine sabrina sally samantha sandra sanna sara sarah selma sharon sheila shirley
silvia simone sofia sofie sonia sophia sophie stefanie stella stephanie susan susana susanne suzanne svetlana sylvia tamara tania
tanya tatiana teresa tessa theresa tiffany tina tracy ulrike ursula valentina valeria valerie vanessa vera veronica veronika
victoria viktoria violeta virginia vivian wanda wendy xiomara xochitl yolanda yulia yvette yvonne zainab zoe
"""

_SEX = {**dict.fromkeys(_MALE.split(), "m"), **dict.fromkeys(_FEMALE.split(), "f")}


def sex(name: str) -> str:
    """ "m", "f" or "" for a given name in plain form."""
    return _SEX.get(name, "")


def is_given_name(name: str) -> bool:
    """Whether the plain form is a frequent given name."""
    return name in _SEX
