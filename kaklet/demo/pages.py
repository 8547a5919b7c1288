"""The front pages: one layout, filled with what a house is and offers."""

from html import escape

from kaklet.demo.answers import ANSWERS
from kaklet.demo.houses import House
from kaklet.demo.page_words import PAGE_WORDS, PageWords

DEMO_PHRASE = "Kaklet demo page"
"""Stands on every page of the world, so that nobody takes it for a company's, and a probe can look for it."""

_STYLE = """
:root { --own: %(colour)s; --ink: #222; --pale: #f5f4f0; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #fff; font: 17px/1.55 Georgia, "Times New Roman", serif; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 1rem 2rem; padding: 1.2rem 6vw;
  border-bottom: 4px solid var(--own); }
header .name { font-size: 1.7rem; font-weight: bold; color: var(--own); text-decoration: none; }
nav ul { display: flex; flex-wrap: wrap; gap: 1.2rem; margin: 0; padding: 0; list-style: none; }
nav a { color: inherit; }
main { padding: 0 6vw 3rem; max-width: 72rem; }
.hero { padding: 3rem 0 2rem; }
.hero h1 { margin: 0 0 .5rem; font-size: 2.4rem; line-height: 1.15; }
.button, button { display: inline-block; padding: .6rem 1.4rem; border: 0; border-radius: 3px;
  background: var(--own); color: #fff; font: inherit; text-decoration: none; cursor: pointer; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #ccc; }
table { width: 100%%; border-collapse: collapse; }
th, td { padding: .6rem .8rem; border-bottom: 1px solid #ddd; text-align: left; }
td.figure, th.figure { text-align: right; }
.merits { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem; }
.merits article { padding: 1rem; background: var(--pale); }
.merits h3 { margin: 0 0 .3rem; }
dt { margin-top: 1rem; font-weight: bold; }
dd { margin: 0; }
figure { margin: 0 0 1.2rem; padding-left: 1rem; border-left: 3px solid var(--own); }
blockquote { margin: 0; font-style: italic; }
form p { margin: 0 0 1rem; }
form label { display: block; font-weight: bold; }
form label.tick { font-weight: normal; }
input[type=text], input[type=email], select, textarea { width: 100%%; max-width: 36rem; padding: .5rem;
  border: 1px solid #888; font: inherit; }
[role=alert] { padding: 1rem; border-left: 4px solid #a00; background: #fdecea; }
.more-about-you { position: absolute; left: -6000px; width: 1px; height: 1px; overflow: hidden; }
footer { padding: 1.5rem 6vw; background: var(--pale); font-size: .9rem; }
"""


_LOGO = """<svg class="logo" width="48" height="48" viewBox="0 0 48 48" aria-hidden="true">
<rect x="4" y="6" width="40" height="10" rx="2" fill="var(--own)"/>
<rect x="4" y="19" width="40" height="10" rx="2" fill="var(--own)" opacity=".75"/>
<rect x="4" y="32" width="40" height="10" rx="2" fill="var(--own)" opacity=".5"/>
<circle cx="10" cy="11" r="2" fill="#fff"/><circle cx="10" cy="24" r="2" fill="#fff"/>
<circle cx="10" cy="37" r="2" fill="#fff"/>
</svg>"""


def layout(house: House, *, language: str, title: str, main: str) -> str:
    """Return a whole page of *house* around *main*, which is HTML already."""
    words = PAGE_WORDS[house.language]
    menu = "".join(
        f'<li><a href="/#part{number}">{escape(word)}</a></li>\n' for number, word in enumerate(words.menu, start=1)
    )
    about = words.about.format(house=house.name, city=house.city)
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(title)} - {escape(house.name)}</title>
<style>{_STYLE % {"colour": house.colour}}</style>
</head>
<body>
<header>
{_LOGO}
<a class="name" href="/">{escape(house.name)}</a>
<nav aria-label="{escape(house.name)}">
<ul>
{menu}<li><a href="/contact">{escape(words.contact)}</a></li>
</ul>
</nav>
</header>
<main>
{main}
</main>
<footer>
<p>{escape(about)}</p>
<p>{DEMO_PHRASE}: {escape(house.name)} does not exist.</p>
</footer>
</body>
</html>
"""


def front_page(house: House) -> str:
    """Return the front page of *house*: packages, merits, questions and news, 10 to 30 kB as UTF-8."""
    words = PAGE_WORDS[house.language]
    main = "\n".join(
        (
            _hero(house, words),
            _section(1, words.plans, _plans(house, words)),
            _section(2, words.merits, _merits(house, words)),
            _section(3, words.questions, _questions(house, words)),
            _section(4, words.news, _news(house, words)),
            _section(5, words.start, _steps(words)),
            _section(6, words.voices, _voices(house, words)),
        )
    )
    return layout(house, language=house.language, title=house.tagline, main=main)


def _hero(house: House, words: PageWords) -> str:
    promise = f'<p class="promise"><strong>{escape(house.promise)}</strong></p>\n' if house.promise else ""
    return (
        f'<section class="hero">\n<h1>{escape(house.tagline)}</h1>\n{promise}'
        f"<p>{escape(words.about.format(house=house.name, city=house.city))}</p>\n"
        f'<p><a class="button" href="#part1">{escape(words.order)}</a></p>\n</section>'
    )


def _section(number: int, heading: str, content: str) -> str:
    return f'<section id="part{number}">\n<h2>{escape(heading)}</h2>\n{content}</section>'


def _steps(words: PageWords) -> str:
    return "<ol>\n" + "".join(f"<li>{escape(step)}</li>\n" for step in words.step) + "</ol>\n"


def _voices(house: House, words: PageWords) -> str:
    return "".join(
        f"<figure>\n<blockquote><p>{escape(said.format(house=house.name))}</p></blockquote>\n"
        f"<figcaption>{escape(who)}</figcaption>\n</figure>\n"
        for said, who in words.voice
    )


def _plans(house: House, words: PageWords) -> str:
    package, disk, sites, price = map(escape, words.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(plan.name)}</th><td class="figure">{plan.disk_gigabytes} GB</td>'
        f'<td class="figure">{plan.sites}</td><td class="figure">{escape(plan.price)}</td></tr>\n'
        for plan in house.plans
    )
    head = "".join(f'<th class="figure" scope="col">{word}</th>' for word in (disk, sites, price))
    top = f'<thead>\n<tr><th scope="col">{package}</th>{head}</tr>\n</thead>'
    return f"<table>\n{top}\n<tbody>\n{rows}</tbody>\n</table>\n"


def _merits(house: House, words: PageWords) -> str:
    facts = {"city": house.city, "backup_days": house.backup_days, "php": house.php, "quota": house.quota}
    articles = "".join(
        f"<article>\n<h3>{escape(heading.format(**facts))}</h3>\n<p>{escape(text.format(**facts))}</p>\n</article>\n"
        for heading, text in words.merit
    )
    return f'<div class="merits">\n{articles}</div>\n'


def _questions(house: House, words: PageWords) -> str:
    facts = {"ttl": house.ttl, "backup_days": house.backup_days, "php": house.php, "quota": house.quota}
    entries = "".join(
        f"<dt>{escape(question)}</dt>\n"
        + "".join(f"<dd>{escape(text.format(**facts))}</dd>\n" for text in ANSWERS[topic, house.language])
        for topic, question in words.topics.items()
    )
    return f"<dl>\n{entries}</dl>\n"


def _news(house: House, words: PageWords) -> str:
    return "".join(
        f"<article>\n<h3>{escape(date)}</h3>\n"
        f"<p>{escape(text.format(house=house.name, city=house.city))}</p>\n</article>\n"
        for date, text in words.item
    )
