"""Words that carry no meaning of their own in a query, by script, folded. Dropped unless a query holds nothing else.

Hand-picked function words of the six languages. Words that mean something in another of them ("car", "son",
"sin", "pour") are left out on purpose: the language of a query is not known.
"""

from __future__ import annotations

_LATIN = """
a about above after again against all also am an and any are as at be because been before being below between both but by can
could did do does doing down during each few for from further had has have having he her here hers him his how i if in into is it
its itself just me more most my no nor not of off on once only or other our ours out over own same she should so some such than
that the their theirs them then there these they this those through to too under until up very was we were what when where which
while who whom why will with would you your yours
au aux avec ce ces cet cette dans de des du elle en est et eux il ils je la le les leur leurs lui mais meme mes moi mon ne nos notre
nous ou par pas que quel quelle qui sa se ses si sont sur ta te tes toi tu un une vos votre vous c d j l m n s t qu y etre ont ainsi
al como con cual cuando del donde el ella ellas ellos entre era eran es esa ese eso esta estas este esto estos fue fueron ha han hay
las lo los mas mi mis muy nosotros o para pero por porque quien se sera su sus tambien tiene una unas uno unos ya u e
"""
_CYRILLIC = """
а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да для до его ее если есть еще же за здесь и из
или им их к как ко когда кто ли либо мне может мы на над надо наш не него нее нет ни них но ну о об однако он она они оно от очень
по под при с со так также такой там те тем то того тоже той только том ты у уже хотя чего чей чем что чтобы чье чья эта эти это я
"""
_ARABIC = """
من الي على علي في عن مع هذا هذه ذلك تلك التي الذي الذين ما لا لم لن ان انه انها كان كانت هو هي هم نحن او و ثم قد كل بين بعد قبل حتي
كما عند اذا اي غير
"""
_HAN = "的 了 和 是 在 与 及 或 对 为 以 之 而 其 也 就 都 把 被"

# Words that only connect others in a name or a phrase. Fewer than those of a question: "know-how" is not "know", nor "Corea del Sur" "Corea".
_CONNECT = """
a an and at for from in of on the to with au aux avec dans de des du en et la le les pour un une al con del el los las para por una
unas unos y в для до за и из к на о об от по при с у في من علي عن مع الي و 的
"""

CONNECTING = frozenset(_CONNECT.split())
STOP_WORDS = frozenset((_LATIN + _CYRILLIC + _ARABIC + _HAN).split())
