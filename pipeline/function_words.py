"""Hold the small words that carry a sentence and no topic, language by language: our own short lists."""

from collections.abc import Mapping

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        "a about above after again all also although always am an and any are as at be because been before being below between both "
        "but by can could did do does doing don down during each even every few for from further get got had has have having he her "
        "here hers him his how i if in into is it its just know last like made make many may me might more most much must my new no "
        "nor not now of off on once one only or other our out over own per really said same say see she should since so some still "
        "such than that the their them then there these they thing this those through time to too two under until up us use used "
        "very want was way we well were what when where which while who why will with within without would yet you your".split()
    ),
    "pl": frozenset(
        "a aby ale ani aż bardzo bez bo by być był była było były bym będzie będą chce ci co czy czyli dla do dzięki gdy gdzie go i ich ile im "
        "inne innych ja jak jako je jednak jej jego jest jeśli jeszcze już ją każdy kiedy kilka kto która które którego której których "
        "który którym którzy lub ma mają mam mamy mi mnie mogę moja moje może można możemy na nad nam nas nasz nasze nawet nic nich nie "
        "niej niego niż no o od ona one oni ono oraz po pod podczas poza przed przez przy raz również są sam się ta tak takie także "
        "tam te tego tej ten teraz też to tu tych tylko tym u w we więc wiele właśnie wszystko wtedy z za zawsze ze żeby że ty być".split()
    ),
    "bg": frozenset(
        "а ако ала бе без беше би били бил била било в вас ви все всеки всички вие във въпреки върху г ги го да дали до дори друг друга "
        "други е един една едно ето за защо защото и из или им има имат имаме их й как каква какво като когато което които който "
        "която към ли м ме между мен ми мнение много мога може можете може ни най например нас не него нея ние никой нито но ново "
        "няма обаче от отново още по повече под пред през при пък с са сам само се сега си след сме със съм също т така такава такива "
        "там тази те тези ти то това този той толкова тук ту тя у хора част че чрез ще я".split()
    ),
    "ar": frozenset(
        "و في من الي علي عن مع هذا هذه ذلك تلك التي الذي الذين ان او ثم قد لا ما لم لن كان كانت يكون تكون هو هي هم نحن انا انت كل بعض غير "
        "بين بعد قبل عند حتي اذا لكن لان كما حيث منذ خلال حول دون فقط ايضا اي ذا هناك هنا كيف متي ماذا لماذا يمكن يمكنك وهو وهي وقد وفي "
        "ومن ولا وما وان بها به لها له لهم فيها فيه منها منه عليها عليه اليها اليه انه انها التى هل مثل اكثر عبر ضمن احد نفس سوف".split()
    ),
    "de": frozenset(
        "der die das und ist nicht ein eine einen einem einer zu mit von für auf im in den dem des es sich als auch an bei so wie oder aber "
        "aus nach wird sind war werden hat haben noch nur über um wenn dass man wir ich sie er kann mehr durch zum zur vor bis ohne gegen unter zwischen seit "
        "warum wo wer was welche welcher dein deine mein meine ihr unser sein seine kein keine jeder jede dieser diese dieses sehr schon weil dann "
        "doch hier muss müssen sollen gibt".split()
    ),
    "fr": frozenset(
        "le la les de des du un une et est en que qui dans pour pas sur au aux par plus ce cette ces il elle on nous vous ils ne se son sa "
        "ses leur avec mais ou où donc être ont été sont fait comme tout aussi c d l n s qu à y sans entre "
        "pourquoi comment quand après avant votre vos notre nos mon ma mes ton tes très bien peut deux chaque sous vers chez dont si même".split()
    ),
    "es": frozenset(
        "el la los las de del un una unos unas y es en que por para con no se su sus al lo como más pero o si este esta estos estas son fue "
        "ha han muy también entre cuando donde sobre todo ser hay ya le les me mi nos desde hasta a e sin "
        "cómo qué quién cuándo dónde según contra mi tu tus mis cada puede después antes otro otra porque solo así todos todas".split()
    ),
    "it": frozenset(
        "il lo la i gli le di del della dei delle un una e è in che per con non si da come più ma o se questo questa sono ha anche al alla "
        "nel nella dal su ci ne".split()
    ),
    "pt": frozenset(
        "o a os as de do da dos das um uma e é em que por para com não se no na nos nas mais como mas ou ao seu sua são foi também muito já "
        "pelo pela este esta isso ele ela".split()
    ),
    "nl": frozenset(
        "de het een en is niet van in op te dat die voor met zijn aan er als ook maar om bij door naar uit nog wel of dan over we je ik ze "
        "worden wordt heeft kan meer".split()
    ),
    "ru": frozenset(
        "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще нет о из ему "
        "теперь когда даже ну если уже или ни быть был него до вас для мы их чем была сам чтоб без это этот эта эти который которые "
        "также можно при есть будет более что почему зачем где куда кто чего чему своей свой свои своё после перед между через себя тоже лишь "
        "чтобы или однако потому поэтому какой какие каждый нужно надо без над об около сначала потом".split()
    ),
    "uk": frozenset(
        "і й в у не що він на я з із як а то все вона так його але та ти до же ви за б по тільки її мені було від мене ще ні о ми їх чим це "
        "цей ця ці який яка які також можна при є буде більш або для щоб чому навіщо де куди хто свій свої після перед між через себе теж лише однак тому який яке "
        "кожен потрібно без над про спочатку потім бо якщо".split()
    ),
    "mk": frozenset(
        "и во на за од со се да не е како што која кој кое кои кога зошто каде или но а до по при без сите тоа тие таа овој оваа ова овие ќе ги "
        "го му ја ако само уште меѓу преку пред под над кон секој секоја бидејќи затоа дека сум сме биде беше има нема може треба многу повеќе "
        "прво потоа околу нашиот вашиот свој своја нивните".split()
    ),
    "sr": frozenset(
        "и у на за од са се да не је како што шта који која које кад када зашто где или али а до по при без сви то ово овај ова ти та ће га ју "
        "му јој ако само још између преко пред под над ка сваки свака јер зато сам смо су бити био била има нема може треба много више прво "
        "онда око наш ваш свој своја њихов из о".split()
    ),
}  # fmt: skip
"""Words by language, lower case; the lists decide nothing but weight and which language a short text is in."""
