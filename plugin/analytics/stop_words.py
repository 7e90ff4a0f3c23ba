"""Words that say nothing by themselves, in the languages that Encore writes."""

from __future__ import annotations

_ENGLISH = """
about after again all also always and any are because been before being but can could did does doing don down
during each even every for from get give got had has have having her here him his how into its just like made
make many may me more most much must never not now off one only other our out over own quite really same she
should since some still such than that the their them then there these they thing things this those through
too under until very was way were what when where which while who why will with would yet you your didn doesn
isn wasn won hasn haven couldn wouldn aren
"""
_GERMAN = """
aber alle alles als also am an auch auf aus bei bin bis bist da damit dann das dass dein dem den der des die
dies diese dieser dieses doch dort durch ein eine einem einen einer eines er es etwas euch für gar haben habe
hat hatte hatten hier hinter ich ihm ihn ihnen ihr ihre im in ist ja jede jeder jedes jetzt kann kein keine
können leider man mehr mein meine mich mir mit muss nach nicht nichts noch nun nur ob oder ohne schon sehr
sein seine sich sie sind so soll sondern über um und uns unser unter viel vom von vor war waren warum was weil
wenn wer werden wie wieder wir wird wo wurde zu zum zur
"""
_FRENCH = """
ai ainsi alors après assez au aucun aussi autre aux avait avant avec avez avoir beaucoup bien car ce cela ces
cet cette ceux chez comme comment dans de depuis des deux donc du elle elles en encore entre est et était été
être eu fait faire fois ils je jamais juste la le les leur leurs lui mais me même mes moi moins mon ne nos
notre nous on ont ou où par pas peu peut plus pour pourquoi quand que quel quelle qui rien sa sans se ses si
son sont sous sur ta te tes ton toujours tous tout toute toutes très trop un une vos votre vous
"""
_SPANISH = """
al algo algunos ante antes aquí así aun aunque bien cada casi como con cual cuando de del desde donde dos el
ella ellas ellos en entre era eran es esa ese eso esta está están este esto estos fue fueron ha había han
hasta hay he la las le les lo los mas más me mi mis mismo muy nada ni no nos nosotros nunca otra otro para
pero poco por porque pues que qué quien se sea según ser si sí siempre sin sobre solo son su sus también tan
tanto te tengo tiene todo todos tu tus un una uno unos ya yo
"""
STOP_WORDS = frozenset(" ".join((_ENGLISH, _GERMAN, _FRENCH, _SPANISH)).split())
