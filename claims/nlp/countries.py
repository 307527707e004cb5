"""Countries by name, demonym, capital and short form: which side a phrase such as "the Mexican delegation" names.

A capital or seat stands for its government only in phrases that name an institution ("the representation of
Washington"); alone it is a place.
"""

from __future__ import annotations

import re
from functools import lru_cache

# country | adjectives and demonyms | capital and seats of government | other names
_TABLE = """
Afghanistan|Afghan|Kabul|
Albania|Albanian|Tirana|
Algeria|Algerian|Algiers|
Andorra|Andorran||
Angola|Angolan|Luanda|
Argentina|Argentine,Argentinian,Argentinean|Buenos Aires|
Armenia|Armenian|Yerevan|
Australia|Australian,Aussie|Canberra|
Austria|Austrian|Vienna|
Azerbaijan|Azerbaijani,Azeri|Baku|
Bahamas|Bahamian|Nassau|the Bahamas
Bahrain|Bahraini|Manama|
Bangladesh|Bangladeshi|Dhaka|
Barbados|Barbadian|Bridgetown|
Belarus|Belarusian,Belarussian|Minsk|
Belgium|Belgian|Brussels|
Belize|Belizean|Belmopan|
Benin|Beninese||
Bhutan|Bhutanese|Thimphu|
Bolivia|Bolivian|La Paz|
Bosnia and Herzegovina|Bosnian,Herzegovinian|Sarajevo|Bosnia
Botswana|Botswanan|Gaborone|
Brazil|Brazilian|Brasília,Brasilia|
Brunei|Bruneian||
Bulgaria|Bulgarian|Sofia|
Burkina Faso|Burkinabe,Burkinabé|Ouagadougou|
Burundi|Burundian|Bujumbura|
Cambodia|Cambodian|Phnom Penh|
Cameroon|Cameroonian|Yaoundé|
Canada|Canadian|Ottawa|
Cape Verde|Cape Verdean|Praia|Cabo Verde
Central African Republic|Central African|Bangui|
Chad|Chadian|N'Djamena|
Chile|Chilean|Santiago|
China|Chinese|Beijing|People's Republic of China,PRC
Colombia|Colombian|Bogotá,Bogota|
Comoros|Comorian||
Congo|Congolese|Kinshasa|Democratic Republic of the Congo,Democratic Republic of Congo,DRC,DR Congo
Costa Rica|Costa Rican|San José|
Croatia|Croatian,Croat|Zagreb|
Cuba|Cuban|Havana|
Cyprus|Cypriot|Nicosia|
Czech Republic|Czech|Prague|Czechia
Denmark|Danish,Dane|Copenhagen|
Djibouti|Djiboutian||
Dominican Republic|Dominican|Santo Domingo|
Ecuador|Ecuadorian,Ecuadorean|Quito|
Egypt|Egyptian|Cairo|
El Salvador|Salvadoran,Salvadorean|San Salvador|
Equatorial Guinea|Equatoguinean|Malabo|
Eritrea|Eritrean|Asmara|
Estonia|Estonian|Tallinn|
Eswatini|Swazi|Mbabane|Swaziland
Ethiopia|Ethiopian|Addis Ababa|
European Union|European|Brussels|EU
Fiji|Fijian|Suva|
Finland|Finnish,Finn|Helsinki|
France|French,Frenchman|Paris,Élysée,Elysee|
Gabon|Gabonese|Libreville|
Gambia|Gambian|Banjul|the Gambia
Georgia|Georgian|Tbilisi|
Germany|German|Berlin|
Ghana|Ghanaian|Accra|
Greece|Greek|Athens|
Grenada|Grenadian||
Guatemala|Guatemalan|Guatemala City|
Guinea|Guinean|Conakry|
Guyana|Guyanese||
Haiti|Haitian|Port-au-Prince|
Honduras|Honduran|Tegucigalpa|
Hungary|Hungarian|Budapest|
Iceland|Icelandic,Icelander|Reykjavik|
India|Indian|New Delhi,Delhi|
Indonesia|Indonesian|Jakarta|
Iran|Iranian|Tehran|Islamic Republic of Iran
Iraq|Iraqi|Baghdad|
Ireland|Irish|Dublin|
Israel|Israeli|Jerusalem|
Italy|Italian|Rome|
Ivory Coast|Ivorian|Abidjan,Yamoussoukro|Côte d'Ivoire,Cote d'Ivoire
Jamaica|Jamaican||
Japan|Japanese|Tokyo|
Jordan|Jordanian|Amman|
Kazakhstan|Kazakh,Kazakhstani|Astana|
Kenya|Kenyan|Nairobi|
Kosovo|Kosovar|Pristina|
Kuwait|Kuwaiti|Kuwait City|
Kyrgyzstan|Kyrgyz|Bishkek|
Laos|Laotian,Lao|Vientiane|
Latvia|Latvian|Riga|
Lebanon|Lebanese|Beirut|
Lesotho|Basotho|Maseru|
Liberia|Liberian|Monrovia|
Libya|Libyan|Tripoli|
Liechtenstein|Liechtensteiner|Vaduz|
Lithuania|Lithuanian|Vilnius|
Luxembourg|Luxembourgish,Luxembourger||
Madagascar|Malagasy|Antananarivo|
Malawi|Malawian|Lilongwe|
Malaysia|Malaysian|Kuala Lumpur|
Maldives|Maldivian|Malé|the Maldives
Mali|Malian|Bamako|
Malta|Maltese|Valletta|
Mauritania|Mauritanian|Nouakchott|
Mauritius|Mauritian||
Mexico|Mexican||México
Moldova|Moldovan|Chișinău,Chisinau|
Monaco|Monegasque||
Mongolia|Mongolian|Ulaanbaatar|
Montenegro|Montenegrin|Podgorica|
Morocco|Moroccan|Rabat|
Mozambique|Mozambican|Maputo|
Myanmar|Burmese|Naypyidaw|Burma
Namibia|Namibian|Windhoek|
Nepal|Nepali,Nepalese|Kathmandu|
Netherlands|Dutch,Dutchman|The Hague,Amsterdam|the Netherlands,Holland
New Zealand|New Zealander,Kiwi|Wellington|
Nicaragua|Nicaraguan|Managua|
Niger|Nigerien|Niamey|
Nigeria|Nigerian|Abuja|
North Korea|North Korean|Pyongyang|DPRK,Democratic People's Republic of Korea
North Macedonia|Macedonian|Skopje|Macedonia
Norway|Norwegian|Oslo|
Oman|Omani|Muscat|
Pakistan|Pakistani|Islamabad|
Palestine|Palestinian|Ramallah|Palestinian Authority
Panama|Panamanian|Panama City|
Papua New Guinea|Papua New Guinean|Port Moresby|
Paraguay|Paraguayan|Asunción,Asuncion|
Peru|Peruvian|Lima|
Philippines|Philippine,Filipino|Manila|the Philippines
Poland|Polish,Pole|Warsaw|
Portugal|Portuguese|Lisbon|
Qatar|Qatari|Doha|
Romania|Romanian|Bucharest|
Russia|Russian|Moscow,Kremlin|Russian Federation
Rwanda|Rwandan|Kigali|
Samoa|Samoan|Apia|
Saudi Arabia|Saudi,Saudi Arabian|Riyadh|
Senegal|Senegalese|Dakar|
Serbia|Serbian,Serb|Belgrade|
Seychelles|Seychellois||
Sierra Leone|Sierra Leonean|Freetown|
Singapore|Singaporean||
Slovakia|Slovak,Slovakian|Bratislava|
Slovenia|Slovenian,Slovene|Ljubljana|
Somalia|Somali,Somalian|Mogadishu|
South Africa|South African|Pretoria|
South Korea|South Korean|Seoul|Republic of Korea
South Sudan|South Sudanese|Juba|
Spain|Spanish,Spaniard|Madrid|
Sri Lanka|Sri Lankan|Colombo|
Sudan|Sudanese|Khartoum|
Suriname|Surinamese|Paramaribo|
Sweden|Swedish,Swede|Stockholm|
Switzerland|Swiss|Bern,Berne|
Syria|Syrian|Damascus|
Taiwan|Taiwanese|Taipei|
Tajikistan|Tajik|Dushanbe|
Tanzania|Tanzanian|Dodoma|
Thailand|Thai|Bangkok|
Togo|Togolese|Lomé|
Tonga|Tongan||
Trinidad and Tobago|Trinidadian|Port of Spain|
Tunisia|Tunisian|Tunis|
Turkey|Turkish,Turk|Ankara|Türkiye,Turkiye
Turkmenistan|Turkmen|Ashgabat|
Uganda|Ugandan|Kampala|
Ukraine|Ukrainian|Kyiv,Kiev|
United Arab Emirates|Emirati|Abu Dhabi|UAE,the Emirates
United Kingdom|British,Briton|London,Downing Street,Westminster|UK,U.K.,Britain,Great Britain
United States|American|Washington,White House|US,U.S.,USA,U.S.A.,America,United States of America
Uruguay|Uruguayan|Montevideo|
Uzbekistan|Uzbek|Tashkent|
Vanuatu|Vanuatuan||
Vatican|Vatican|Holy See|Vatican City
Venezuela|Venezuelan|Caracas|
Vietnam|Vietnamese|Hanoi|Viet Nam
Yemen|Yemeni|Sanaa,Sana'a|
Zambia|Zambian|Lusaka|
Zimbabwe|Zimbabwean|Harare|
"""


@lru_cache(maxsize=1)
def _forms() -> tuple[dict[str, str], dict[str, str]]:
    """Names and demonyms, and seats of government, each to the country's name."""
    names: dict[str, str] = {}
    seats: dict[str, str] = {}
    for line in _TABLE.strip().splitlines():
        country, demonyms, capitals, others = line.split("|")
        for form in [country, *demonyms.split(","), *others.split(",")]:
            if form:
                names[form.removeprefix("the ")] = country
                if form in demonyms.split(",") and not form.endswith(("sh", "ch", "ese", "ss", "European")):
                    names[form + "s"] = country
        for form in capitals.split(","):
            if form:
                seats[form] = country
    return names, seats


_BEFORE_OTHERS = ("North ", "South ", "Latin ", "Central ", "Native ", "Pan ", "Pan-", "Inter-", "African ")


@lru_cache(maxsize=2)
def _pattern(*, seats: bool) -> re.Pattern[str]:
    names, capitals = _forms()
    forms = [*names, *(capitals if seats else ())]
    # "Latin American" and "African American" are no one's government.
    not_after = "".join(f"(?<!{word})" for word in _BEFORE_OTHERS)
    alternatives = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<![\w.]){not_after}(?:{alternatives})(?![\w])")


def countries_in(words: str, *, seats: bool = False) -> list[str]:
    """Countries named in `words` in order, each once; with `seats` also by capital or seat of government."""
    names, capitals = _forms()
    found = [names.get(m.group()) or capitals[m.group()] for m in _pattern(seats=seats).finditer(words)]
    return list(dict.fromkeys(found))


def country(words: str) -> str:
    """The country that exactly these words name ("the US", "Mexico"), or ""."""
    return _forms()[0].get(
        words.strip().removeprefix("the ").removeprefix("The ").removesuffix("'s").removesuffix("’s"), ""
    )


def is_seat(words: str) -> str:
    """The country whose capital or seat of government exactly these words name, or ""."""
    return _forms()[1].get(words.strip().removeprefix("the ").removeprefix("The "), "")


# Offices known by a name that does not say the country: name | country | the words for it.
_OFFICES = """
US State Department|United States|State Department,Foggy Bottom
Pentagon|United States|Pentagon
White House|United States|White House
Downing Street|United Kingdom|Downing Street,No 10,No. 10,Number 10
Foreign Office|United Kingdom|Foreign Office
Home Office|United Kingdom|Home Office
Ministry of Defence|United Kingdom|MoD
Kremlin|Russia|Kremlin
Élysée|France|Élysée,Elysee,Élysée Palace,Elysee Palace
Quai d'Orsay|France|Quai d'Orsay,Quai d’Orsay
Holy See|Vatican|Holy See
European Commission|European Union|European Commission
European Parliament|European Union|European Parliament
European Council|European Union|European Council
"""


@lru_cache(maxsize=1)
def _offices() -> dict[str, tuple[str, str]]:
    rows = [line.split("|") for line in _OFFICES.strip().splitlines()]
    return {form: (name, side) for name, side, forms in rows for form in forms.split(",")}


def named_office(words: str) -> tuple[str, str] | None:
    """Name and country of the office that exactly these words name ("the Kremlin"), or None."""
    return _offices().get(
        words.strip().removeprefix("the ").removeprefix("The ").removeprefix("US ").removeprefix("UK ")
    )


@lru_cache(maxsize=1)
def _adjectives() -> dict[str, str]:
    rows = [line.split("|") for line in _TABLE.strip().splitlines()]
    return {row[0]: row[1].split(",")[0] for row in rows} | {"United States": "US", "European Union": "EU"}


def adjective(name: str) -> str:
    """What stands before an institution of the country: "Russian", "US"."""
    return _adjectives().get(name, name)
