"""Words that often stand in the names of payees: a scribble near one is rather that word than no word at all."""

from __future__ import annotations

_WORDS = """
    account accounting agency alliance america american associates association authority auto bakery bank baptist
    benefits blue board boston brothers builders building cable capital care cash catholic center central charity
    check church city clerk clinic club collector college commission committee commonwealth community company
    connector construction consulting cooperative corporation council county court credit customer dental department
    development director district doctor donation east education electric energy enterprises episcopal estate
    express family farm federal finance financial fire first food foundation friends fuel fund garage garden gas
    general global golden government grand group harbor health heating help high holdings home hospital hotel house
    housing human hunger insurance internal international investment island john journal kitchen lady lake land
    landscaping legal library life light little management market mary massachusetts medical member memorial michael
    mobile money mortgage motor mountain municipal museum music mutual national network north nursing office oil
    orchestra order organization paint parish park partners payroll people person pharmacy phone physical plan
    plumbing police post power practice premium presbyterian private professional program project properties
    property public radio real realty recipient recovery red registry relief rental repair research resident
    restaurant retail revenue river road robert saint sales sample savings school science secretary security senior
    service services shop society solutions south specimen star state steel store street studio supply systems tax
    taxes team technology telephone temple test theater theatre therapy thomas tire tool town trade training transit
    travel treasurer treasury trust trustees union united university urban utilities utility valley veterans video
    village vision waste water west white william women wood works world young youth
"""

PAYEE_WORDS = frozenset(_WORDS.split())
